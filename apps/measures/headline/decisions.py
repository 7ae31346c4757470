"""The time in which applications are decided."""

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


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    promised = facts.terms.clocks.decision_days
    for business, days in facts.decisions:
        yield LineRow("in_time", business, int(days <= promised), 1, "decided")
        for line in ("median", "ninth_decile"):
            yield LineRow(line, business, Decimal(str(round(days, 6))), 1, "decided")


MEASURE = Measure(
    code="decisions",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("Applications decided in time"),
    question=_lazy("Does a business that applies get an answer within the time that the program promises?"),
    numerator=_lazy(
        "First decisions, approvals and denials alike, that came within the number of days that the policy promises. "
        "The days are counted from the moment at which the application was sent. The time in which the program waited "
        "for the applicant is not counted."
    ),
    denominator=_lazy("All first decisions on applications in the year"),
    left_out=_lazy("Applications that were withdrawn, and decisions on appeals, which have a measure of their own"),
    source=RECORDS,
    reliability=_lazy(
        "High. The moments come from the program's own records. An application that still waits is counted once it is "
        "decided, so a growing backlog shows late."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Decided within the promised days"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy(
                    "A promise means little unless nearly everybody gets what was promised. One case in twenty "
                    "may be hard."
                ),
            ),
        ),
        MeasureLine("median", _lazy("Days to the decision, for half of the applications"), Statistic.MEDIAN),
        MeasureLine(
            "ninth_decile", _lazy("Days to the decision, for nine of ten applications"), Statistic.NINTH_DECILE
        ),
    ),
    rows=_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy("The days have no target of their own: the share says whether the promise was kept."),
)
