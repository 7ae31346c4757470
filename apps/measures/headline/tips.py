"""The time in which tips from the public are dealt with."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import (
    RECORDS,
    EvidenceKind,
    FirstTarget,
    Improvement,
    LineRow,
    Measure,
    MeasureLine,
    Statistic,
)
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind

# Within so many days a tip should be closed. The texts below name the number.
MAX_DAYS = 30


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for tip, days in facts.tips:
        yield LineRow("in_time", tip, int(days <= MAX_DAYS), 1, "closed")
        yield LineRow("median", tip, Decimal(str(round(days, 6))), 1, "closed")


MEASURE = Measure(
    code="tips",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("Tips from the public closed in time"),
    question=_lazy("Does the program look into what people report to it?"),
    numerator=_lazy("Tips that were closed within 30 days after they came"),
    denominator=_lazy("All tips that were closed in the year, whatever came of them"),
    left_out=_lazy("Tips that are still open"),
    source=RECORDS,
    reliability=_lazy(
        "High for the days. The time in which the program waited for an answer of the sender is counted too, so the "
        "figure is rather too low than too high."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Closed within 30 days"),
            Statistic.SHARE,
            FirstTarget(Decimal("0.9"), _lazy("Some tips need an answer from abroad. Most do not.")),
        ),
        MeasureLine("median", _lazy("Days until a tip was closed, for half of the tips"), Statistic.MEDIAN),
    ),
    rows=_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy("The days have no target of their own: the share says whether tips were closed in time."),
)
