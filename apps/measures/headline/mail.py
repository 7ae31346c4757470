"""How many parcels that come by international mail have all the data that are asked for."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.vocabulary import Mode
from apps.measures.definitions import LEDGER, EvidenceKind, Improvement, LineRow, Measure, MeasureLine, Statistic
from apps.measures.facts import PeriodFacts
from apps.measures.headline.atoms import parcel_atom
from apps.measures.periods import PeriodKind


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.mode == Mode.POST:
            yield LineRow("complete", group.business, group.complete, group.parcels, parcel_atom(group))


MEASURE = Measure(
    code="mail",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("International mail with complete data"),
    question=_lazy("Do posts send the data about a parcel as other carriers do?"),
    numerator=_lazy(
        "Parcels by international mail with a description, a code of the Harmonized System with at least six digits, a "
        "country of origin, a value and its currency, a weight and a quantity"
    ),
    denominator=_lazy("All parcels in the ledger with a day in the quarter that came by international mail"),
    left_out=_lazy("Parcels by any other mode, and parcels whose report was taken back"),
    source=LEDGER,
    reliability=_lazy(
        "High for whether data are there. A parcel whose mode nobody stated is not counted here. The same parcels are "
        "counted among all parcels in the measure of complete data."
    ),
    lines=(MeasureLine("complete", _lazy("Parcels by international mail with complete data"), Statistic.SHARE),),
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("The figure is for comparison: the target for complete data is one for all parcels."),
)
