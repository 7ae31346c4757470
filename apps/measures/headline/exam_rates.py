"""The shares of parcels that are examined, of members and of others."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import LEDGER, EvidenceKind, Improvement, LineRow, Measure, MeasureLine, Statistic
from apps.measures.facts import PeriodFacts
from apps.measures.headline.atoms import parcel_atom
from apps.measures.periods import PeriodKind


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.evidence:
            line = "members" if group.member else "others"
            yield LineRow(line, group.business, group.examined, group.parcels, parcel_atom(group))


MEASURE = Measure(
    code="exam-rates",
    kind=PeriodKind.QUARTER,
    direction=Improvement.NEITHER,
    title=_lazy("How often parcels are examined"),
    question=_lazy("Are parcels of members examined less often than those of others, as the program promises?"),
    numerator=_lazy("Parcels that were examined for any reason but a random draw"),
    denominator=_lazy(
        "Parcels that somebody other than the seller reported. A parcel is a member's if the business was a member "
        "when the day of the parcel began."
    ),
    left_out=_lazy("Exams drawn at random: every tier has them, and no benefit reduces them"),
    source=LEDGER,
    reliability=_lazy(
        "Good. An exam that nobody reported is missing. What each tier is promised, and what its members received, is "
        "told once a year, on the page about the promises."
    ),
    lines=(
        MeasureLine("members", _lazy("Parcels of members examined"), Statistic.SHARE),
        MeasureLine("others", _lazy("Parcels of others examined"), Statistic.SHARE),
    ),
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("What is promised depends on the tier. The policy has a number for each tier."),
)
