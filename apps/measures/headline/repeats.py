"""The share of businesses that break a rule again within twelve months."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
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

MONTHS = 12


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
    days = defaultdict[int, list[date]](list)
    for violation in facts.violations:
        days[violation.business].append(violation.date)
    for business, dates in sorted(days.items()):
        first, *later = sorted(dates)
        # The year before: only of its violations are the twelve months after over.
        if first < facts.period.first:
            again = any(first < day <= clock.anniversary(first, MONTHS) for day in later)
            yield LineRow("again", business, int(again), 1, "violated")


MEASURE = Measure(
    code="repeats",
    kind=PeriodKind.YEAR,
    direction=Improvement.LOWER,
    title=_lazy("Businesses with a second violation within a year"),
    question=_lazy("Does a business that broke a rule do better afterwards?"),
    numerator=_lazy("Businesses with another violation on a later day, within twelve months after the first"),
    denominator=_lazy(
        "Businesses with a violation in the fiscal year before, each by its first violation of that year"
    ),
    left_out=_lazy("Violations that are alleged and not decided, and those that were reversed"),
    source=LEDGER,
    reliability=_lazy(
        "Fair. A violation counts once it is decided, so the last months of a year still grow. A business that ships "
        "little has few chances to break a rule again."
    ),
    lines=(
        MeasureLine(
            "again",
            _lazy("Businesses with a second violation"),
            Statistic.SHARE,
            FirstTarget(Decimal("0.2"), _lazy("Four of five should not break a rule a second time.")),
        ),
    ),
    rows=_rows,
    evidence=EvidenceKind.VIOLATIONS,
)
