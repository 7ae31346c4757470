"""The studies of an edition: computed with the figures, published with them, and revised by the same rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from typing import Any

from django.utils.translation import override

from apps.core.disclosure import is_few
from apps.core.shares import share_rounded
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind
from apps.measures.studies import deterrence, guidance, membership, promises
from apps.measures.studies.definitions import Findings, Study, StudyFigure

# Rare things take a year.
STUDIED = PeriodKind.YEAR
STUDIES: dict[str, Study] = {module.STUDY.code: module.STUDY for module in (membership, promises, deterrence, guidance)}
DIGITS = 2
ROUNDING = {"value": ROUND_HALF_UP, "low": ROUND_FLOOR, "high": ROUND_CEILING}


@dataclass(frozen=True, slots=True)
class ReleasedStudies:
    """The studies of an edition: what is published of each, the moment of the facts of each, and what each business
    added, in a fixed order.
    """

    published: list[dict[str, Any]]
    moments: dict[str, str]
    parts: list[str]


def studies_release(
    facts: PeriodFacts, *, before: Iterable[Mapping[str, Any]], moments: Mapping[str, str]
) -> ReleasedStudies:
    """Return the studies of a fiscal year; none for a quarter.

    `before` has the studies as the edition before published them, and `moments` the moments of their facts. Where few
    businesses changed since then, a study keeps the facts of that moment. A line that was withheld stays withheld.
    """
    released = ReleasedStudies([], {}, [])
    withheld = {study["code"]: {line["code"] for line in study["lines"] if line["withheld"]} for study in before}
    for study in STUDIES.values() if facts.period.kind == STUDIED else ():
        findings, moment = study.findings(facts), facts.known_at
        if study.code in moments:
            earlier = datetime.fromisoformat(moments[study.code])
            then = study.findings(PeriodFacts(facts.period, earlier))
            if is_few(_changed_businesses(then, findings)):
                findings, moment = then, earlier
        released.published.append(_study_content(study, findings, withheld.get(study.code, ())))
        released.moments[study.code] = moment.isoformat()
        released.parts.extend(f"{study.code} {business} {part}" for business, part in sorted(findings.parts.items()))
    return released


def _changed_businesses(before: Findings, after: Findings) -> set[int]:
    return {b for b in {**before.parts, **after.parts} if before.parts.get(b) != after.parts.get(b)}


def _study_content(study: Study, findings: Findings, withheld: Collection[str]) -> dict[str, Any]:
    """Return a study as it is published, with English texts and shares to a whole percent."""
    with override("en"):
        return {
            "code": study.code,
            "title": str(study.title),
            "question": str(study.question),
            "method": [str(each) for each in study.method],
            "caution": [str(each) for each in study.caution],
            "lines": [
                {
                    "code": line.code,
                    "title": str(line.title),
                    **_numbers(findings.figures.get(line.code, StudyFigure()), withheld=line.code in withheld),
                }
                for line in study.lines
            ],
        }


def _numbers(figure: StudyFigure, *, withheld: bool) -> dict[str, Any]:
    hidden = withheld or figure.withheld
    return {
        "withheld": hidden,
        **({"verdict": str(figure.verdict)} if figure.verdict and not hidden else {}),
        **{name: None if hidden else _text(getattr(figure, name), rounding) for name, rounding in ROUNDING.items()},
    }


def _text(number: float | None, rounding: str) -> str | None:
    return None if number is None else str(share_rounded(number, DIGITS, rounding))
