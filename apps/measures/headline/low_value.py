"""The number of parcels of a low value, by mode of transport."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.vocabulary import Mode
from apps.measures.definitions import LEDGER, EvidenceKind, Improvement, LineRow, Measure, MeasureLine, Statistic
from apps.measures.facts import ParcelGroup, PeriodFacts
from apps.measures.headline.atoms import parcel_atom
from apps.measures.periods import PeriodKind

ALL = "all"


def mode_line(group: ParcelGroup) -> str:
    """Return the line of the mode by which a group of parcels came."""
    return group.mode if group.mode in Mode.values else Mode.OTHER.value


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.low:
            for line in (ALL, mode_line(group)):
                yield LineRow(line, group.business, group.parcels, group.parcels, parcel_atom(group))


MEASURE = Measure(
    code="low-value",
    kind=PeriodKind.QUARTER,
    direction=Improvement.NEITHER,
    title=_lazy("Parcels worth less than $2,500, by mode of transport"),
    question=_lazy("How many small parcels come, and how?"),
    numerator=_lazy("Parcels whose value is below 2,500 US dollars"),
    denominator=_lazy("Nothing: these are numbers of parcels, not shares"),
    left_out=_lazy("Parcels whose value was stated in another currency, or not at all"),
    source=LEDGER,
    reliability=_lazy(
        "Good for parcels of businesses in the ledger. It is not all trade of the United States. The numbers by port "
        "are those of the first edition of a quarter, and are not revised."
    ),
    lines=(
        MeasureLine(ALL, _lazy("All modes of transport"), Statistic.COUNT),
        *(MeasureLine(mode.value, mode.label, Statistic.COUNT) for mode in Mode if mode != Mode.OTHER),
        MeasureLine(Mode.OTHER.value, _lazy("Other, or not stated"), Statistic.COUNT),
    ),
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("How much is shipped is not an aim of the program. The numbers give the other figures their size."),
)
