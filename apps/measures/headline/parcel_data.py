"""The data that parcels come with, and how many parcels of a low value there are."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.vocabulary import Mode
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
from apps.measures.facts import ParcelGroup, PeriodFacts
from apps.measures.periods import PeriodKind


def parcel_atom(group: ParcelGroup) -> str:
    """Return the name of the part to which a group of parcels belongs: by membership, value, reporter and mode."""
    return (
        f"parcels {'member' if group.member else 'other'} {'low' if group.low else 'high'} "
        f"{'evidence' if group.evidence else 'own'} {group.mode}"
    )


def _completeness_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        yield LineRow("complete", group.business, group.complete, group.parcels, parcel_atom(group))


COMPLETENESS = Measure(
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
    rows=_completeness_rows,
    evidence=EvidenceKind.PARCELS,
)


def _mail_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.mode == Mode.POST:
            yield LineRow("complete", group.business, group.complete, group.parcels, parcel_atom(group))


MAIL = Measure(
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
    rows=_mail_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("The figure is for comparison: the target for complete data is one for all parcels."),
)


ALL = "all"


def mode_line(group: ParcelGroup) -> str:
    """Return the line of the mode by which a group of parcels came."""
    return group.mode if group.mode in Mode.values else Mode.OTHER.value


def _low_value_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.low:
            for line in (ALL, mode_line(group)):
                yield LineRow(line, group.business, group.parcels, group.parcels, parcel_atom(group))


LOW_VALUE = Measure(
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
    rows=_low_value_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("How much is shipped is not an aim of the program. The numbers give the other figures their size."),
)
