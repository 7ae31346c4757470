"""The published file of an edition: figures, rounded or withheld, with the definition of each measure. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import override

from apps.core.disclosure import AMOUNT_STEP, COUNT_STEP, rounded
from apps.core.estimates import share_of
from apps.core.shares import share_rounded
from apps.measures.definitions import DECISION, PERCENTILES, SUMS, Measure, MeasureLine, Statistic
from apps.measures.disclosure import Key
from apps.measures.figures import LineFigures
from apps.measures.headline import MEASURES
from apps.measures.periods import Period

DIGITS = 4


class PeriodTarget(NamedTuple):
    """The target of a line in a period, with its reason."""

    value: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """The facts that an edition states about itself: its period and number, the two moments, and the targets of its
    lines. `revises` is the edition before.
    """

    code: str
    period: Period
    number: int
    released_at: datetime
    known_at: datetime
    policy_version: int
    revises: str | None
    targets: Mapping[Key, PeriodTarget] = field(default_factory=dict)


def document_of(
    facts: EditionFacts,
    figures: Mapping[str, Mapping[str, LineFigures]],
    withheld: Collection[Key],
    studies: Collection[Mapping[str, Any]] = (),
    tables: Collection[Mapping[str, Any]] = (),
) -> str:
    """Return the file as JSON text: the same for the same arguments, byte for byte. Its texts are English.

    `studies` and `tables` are published as they are.
    """
    with override("en"):
        content = {
            "edition": facts.code,
            "period": {
                "kind": facts.period.kind.value,
                "first_day": facts.period.first.isoformat(),
                "last_day": facts.period.last.isoformat(),
            },
            "number": facts.number,
            "revises": facts.revises,
            "released_at": facts.released_at.isoformat(),
            "facts_known_until": facts.known_at.isoformat(),
            "policy_version": facts.policy_version,
            "measures": [
                _measure(MEASURES[code], lines, {line for each, line in withheld if each == code}, facts.targets)
                for code, lines in figures.items()
            ],
            **({"tables": list(tables)} if tables else {}),
            **({"studies": list(studies)} if studies else {}),
        }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def digest_of_document(document: str) -> str:
    """Return the SHA-256 digest of a published file."""
    return sha256(document.encode()).hexdigest()


def _measure(
    measure: Measure, lines: Mapping[str, LineFigures], withheld: Collection[str], targets: Mapping[Key, PeriodTarget]
) -> dict[str, Any]:
    return {
        "code": measure.code,
        "title": str(measure.title),
        "question": str(measure.question),
        "numerator": str(measure.numerator),
        "denominator": str(measure.denominator),
        "left_out": str(measure.left_out),
        "source": str(measure.source),
        "owner": str(measure.owner),
        "direction": measure.direction.value,
        "reliability": str(measure.reliability),
        "no_target": str(measure.no_target) if measure.no_target else None,
        "lines": [
            _line(measure, measure.line(code), found, code in withheld, targets.get((measure.code, code)))
            for code, found in lines.items()
        ],
    }


def _line(
    measure: Measure, line: MeasureLine, found: LineFigures, withheld: bool, target: PeriodTarget | None
) -> dict[str, Any]:
    shown = _figures(line.statistic, found, target) if not withheld else dict.fromkeys(FIGURES)
    value = shown["value"]
    return {
        "code": line.code,
        "title": str(line.title),
        "statistic": line.statistic.value,
        "withheld": withheld,
        **shown,
        "target": str(target.value) if target else None,
        "target_reason": target.reason if target else None,
        "target_authority": str(DECISION) if target else None,
        "meets_target": None if value is None else measure.meets(Decimal(value), target.value if target else None),
    }


# The numbers of a line, in the order of the files. All are decimal strings, or null where there is none.
FIGURES = ("numerator", "denominator", "value", "low", "high")


def _figures(statistic: Statistic, found: LineFigures, target: PeriodTarget | None) -> dict[str, str | None]:
    """Return the rounded numbers of a line.

    A share is that of the rounded numbers, and its interval that of Wilson (1927) at 95 %, so that anybody can compute
    both from the file. An estimate has the interval of its measure. The bounds of an interval are rounded outward.
    """
    if statistic in SUMS:
        step = AMOUNT_STEP if statistic == Statistic.AMOUNT else COUNT_STEP
        return _numbers(value=rounded(found.numerator, step))
    if statistic == Statistic.ESTIMATE:
        if not (each := found.estimated):
            return _numbers()
        return _numbers(
            value=rounded(each.value, AMOUNT_STEP),
            low=rounded(each.low, AMOUNT_STEP, ROUND_FLOOR),
            high=rounded(each.high, AMOUNT_STEP, ROUND_CEILING),
        )
    denominator = rounded(found.denominator, COUNT_STEP)
    exact = found.value(statistic)
    if exact is None or not denominator:
        return _numbers()
    if statistic in PERCENTILES:
        return _numbers(denominator=denominator, value=rounded(exact, 1))
    numerator = rounded(found.numerator, COUNT_STEP)
    estimate = share_of(numerator, denominator)
    assert estimate is not None
    return _numbers(
        numerator=numerator,
        denominator=denominator,
        value=share_rounded(estimate.share, DIGITS, ROUND_HALF_UP, against=[float(target.value)] if target else []),
        low=share_rounded(estimate.low, DIGITS, ROUND_FLOOR),
        high=share_rounded(estimate.high, DIGITS, ROUND_CEILING),
    )


def _numbers(**numbers: Decimal | int) -> dict[str, str | None]:
    return {name: str(numbers[name]) if name in numbers else None for name in FIGURES}
