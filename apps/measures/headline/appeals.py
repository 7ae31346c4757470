"""The share of appeals that change a decision."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import RECORDS, EvidenceKind, Improvement, LineRow, Measure, MeasureLine, Statistic
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for business, granted in facts.appeals:
        yield LineRow("overturned", business, int(granted), 1, "appealed")


MEASURE = Measure(
    code="appeals",
    kind=PeriodKind.YEAR,
    direction=Improvement.NEITHER,
    title=_lazy("Appeals that changed a decision"),
    question=_lazy("How often was a decision wrong, in the eyes of somebody who took no part in it?"),
    numerator=_lazy("Appeals that were granted"),
    denominator=_lazy("Appeals that were decided in the year, against denials of applications and against changes"),
    left_out=_lazy("Appeals that were withdrawn or that still wait"),
    source=RECORDS,
    reliability=_lazy(
        "High for the count. Only decisions that somebody appealed are looked at again, so the share says little of "
        "decisions that nobody appealed."
    ),
    lines=(MeasureLine("overturned", _lazy("Decisions overturned on appeal"), Statistic.SHARE),),
    rows=_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy(
        "A target would reward the wrong thing: a low share can mean good decisions, or appeals that nobody hears."
    ),
)
