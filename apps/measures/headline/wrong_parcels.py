"""Whether somebody decides in time about the parcels that exams at random found wrong."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import (
    LEDGER,
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


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for business, done in facts.wrong_parcels:
        yield LineRow("in_time", business, int(done), 1, "wrong parcels due")


MEASURE = Measure(
    code="wrong-parcels",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("Wrong parcels decided in time"),
    question=_lazy("Where an exam at random finds a parcel wrong, does somebody decide about it by the promised day?"),
    numerator=_lazy("Parcels of which a violation stood as sustained, mitigated or reversed when the last day ended"),
    denominator=_lazy(
        "Parcels of businesses that an exam at random found wrong, and for which the last day to decide was in the "
        "quarter"
    ),
    left_out=_lazy(
        "Parcels that no known business had sent when the exam was recorded, and parcels that by the last day were "
        "found in order, taken back, or no longer the business's"
    ),
    source=LEDGER,
    reliability=_lazy(
        "High. A parcel about which nobody decided in time is a fault of the program, since it keeps the business from "
        "rising. A later decision does not mend the figure."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Decided in time"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy("A parcel without a decision keeps a business from rising. Very few parcels should wait longer."),
            ),
        ),
    ),
    rows=_rows,
    evidence=EvidenceKind.PARCELS_AND_VIOLATIONS,
)
