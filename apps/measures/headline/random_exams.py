"""The share of parcels that are wrong, found by exams drawn at random."""

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
    for group in facts.parcels:
        if group.drawn:
            line = "members" if group.member else "others"
            yield LineRow(line, group.business, group.wrong, group.drawn, f"drawn {line}")


MEASURE = Measure(
    code="random-exams",
    kind=PeriodKind.QUARTER,
    direction=Improvement.LOWER,
    title=_lazy("Parcels found wrong by random exams"),
    question=_lazy("How many parcels break a rule, of members and of others?"),
    numerator=_lazy("Parcels in which the exam found something wrong"),
    denominator=_lazy(
        "Parcels that an agency drew at random, opened, and reported the result of. A parcel is a member's if the "
        "business was a member when the day of the parcel began, also if the business disowned the parcel later."
    ),
    left_out=_lazy(
        "Exams for any other reason, since these look where something is suspected, and parcels that are drawn at "
        "random more often than all parcels of a port: for members of few parcels, after a wrong one, or because the "
        "seller asked for exams"
    ),
    source=LEDGER,
    reliability=_lazy(
        "Good. A random draw treats all parcels alike. The range is wide where few parcels were drawn. A finding that "
        "is reversed later still counts here. Members chose to apply, so a difference between members and others does "
        "not show by itself what membership does."
    ),
    lines=(
        MeasureLine(
            "members",
            _lazy("Parcels of members found wrong"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.05"),
                _lazy("A member should send at least 19 parcels of 20 without fault. A random exam shows it best."),
            ),
        ),
        MeasureLine("others", _lazy("Parcels of others found wrong"), Statistic.SHARE),
    ),
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("The program has no say over businesses that are not members. Their figure is for comparison."),
)
