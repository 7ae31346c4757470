"""Whether members are visited within the promised time."""

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
    for business, done in facts.validations:
        yield LineRow("in_time", business, int(done), 1, "due")


MEASURE = Measure(
    code="validations",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("First validations done in time"),
    question=_lazy("Does the program check what a new member said about itself, and does it do so in time?"),
    numerator=_lazy("Members that were validated by the day by which the policy asks for the first validation"),
    denominator=_lazy("Members whose first validation was due in the year"),
    left_out=_lazy("Members that left the program or were removed before that day, and later validations"),
    source=LEDGER,
    reliability=_lazy("High. A validation that was taken back later no longer counts, which can change past years."),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Validated in time"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy(
                    "Until the first validation, benefits rest on trust. Very few members should wait longer for it."
                ),
            ),
        ),
    ),
    rows=_rows,
    evidence=EvidenceKind.PROGRAM_ENTRIES,
)
