"""Does guidance help? The later exams of those who passed a check, and the answers before and after reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.disclosure import MIN_BUSINESSES
from apps.core.lazy import later
from apps.guidance.checks import check_keys, checks
from apps.measures.facts import PeriodFacts
from apps.measures.studies import statements
from apps.measures.studies.definitions import Findings, PublishedFigure, Study, StudyFigure, StudyLine
from apps.measures.studies.exams import CHANGE, change_findings

BEFORE, AFTER = "before", "after"


def line_code(check: str, stage: str) -> str:
    """Return the code of the line of a check, before or after reading."""
    return f"{check}-{stage}"


def check_title(check: str) -> str:
    """Return the title of a check in the language of the reader."""
    return checks(get_language() or "en")[check].title


def _line_title(check: str, stage: str) -> str:
    texts = {"check": check_title(check)}
    if stage == BEFORE:
        return _("%(check)s: right answers before reading") % texts
    return _("%(check)s: right answers after reading") % texts


def _findings(facts: PeriodFacts) -> Findings:
    found = change_findings(facts, dict(facts.rows(statements.CHECKED)))
    return Findings({**found.figures, **dict(_answers(facts))}, found.parts)


def _answers(facts: PeriodFacts) -> Iterator[tuple[str, StudyFigure]]:
    """Yield the share of right answers of each check and stage; of few people, nothing."""
    for check, is_after, people, right, questions in facts.rows(statements.ANSWERS):
        known = people >= MIN_BUSINESSES
        yield (
            line_code(check, AFTER if is_after else BEFORE),
            StudyFigure(float(right / questions)) if known else StudyFigure(withheld=True),
        )


STUDY = Study(
    code="guidance",
    title=_lazy("Does guidance help?"),
    question=_lazy("Do businesses that passed a check of guidance send fewer wrong parcels afterwards?"),
    method=(
        _lazy(
            "A business counts as checked from the first whole month after it added a passed check to an application. "
            "Only exams drawn at random count, and each weighs one over the probability of its draw."
        ),
        _lazy(
            "Businesses are compared with themselves before the check, and with businesses that applied and have not "
            "done a check yet in the same months. The range comes from leaving out one of thirty groups of businesses "
            "after the other."
        ),
        _lazy(
            "Anybody can do a check, without a name. Of all who finished one in the fiscal year, the share of right "
            "answers is told before and after reading the page."
        ),
    ),
    caution=(
        _lazy(
            "Businesses may do a check after an unusually bad month. Such a month is followed by a more usual one in "
            "any case. So the six months before the check are left out."
        ),
        _lazy(
            "Who adds a check applies for membership, and most become members soon. So the figure holds what "
            "membership changes as well, and does not show the effect of the check alone."
        ),
        _lazy(
            "Not everybody answers again after reading the page. People who take the time may know more in any case."
        ),
    ),
    lines=(
        StudyLine(CHANGE, _lazy("Change in the share of wrong parcels after a passed check")),
        *(
            StudyLine(line_code(check, stage), later(partial(_line_title, check, stage)))
            for check in check_keys()
            for stage in (BEFORE, AFTER)
        ),
    ),
    findings=_findings,
)


@dataclass(frozen=True, slots=True)
class PublishedAnswers:
    """The shares of right answers to a check, before and after reading."""

    check: str
    title: str
    before: PublishedFigure
    after: PublishedFigure


def answers_published(content: Mapping[str, Any]) -> list[PublishedAnswers]:
    """Return the answers to each check in the content of an edition; none before there was the study."""
    figures = STUDY.published_in(content)
    return [
        PublishedAnswers(
            check,
            check_title(check),
            *(figures.get(line_code(check, each), PublishedFigure()) for each in (BEFORE, AFTER)),
        )
        for check in (check_keys() if figures else ())
    ]
