"""The share of parcels that come with all the data that are asked for."""

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
from apps.measures.headline.atoms import parcel_atom
from apps.measures.periods import PeriodKind


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        yield LineRow("complete", group.business, group.complete, group.parcels, parcel_atom(group))


MEASURE = Measure(
    code="completeness",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("Parcels with complete data"),
    question=_lazy("Do the data about a parcel tell what is in it, what it is worth and where it comes from?"),
    numerator=_lazy(
        "Parcels with a description, a code of the Harmonized System with at least six digits, a country of origin, a "
        "value and its currency, a weight, a quantity and a mode of transport"
    ),
    denominator=_lazy("All parcels in the ledger with a day in the quarter"),
    left_out=_lazy("Parcels whose report was taken back"),
    source=LEDGER,
    reliability=_lazy(
        "High for whether data are there. It does not say whether they are right: random exams show that."
    ),
    lines=(
        MeasureLine(
            "complete",
            _lazy("Parcels with complete data"),
            Statistic.SHARE,
            FirstTarget(Decimal("0.98"), _lazy("Without data nobody can tell a risky parcel from a harmless one.")),
        ),
    ),
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
)
