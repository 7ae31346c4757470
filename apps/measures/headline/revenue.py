"""The money of violations: owed, assessed as penalties, left after mitigation, and collected."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import Direction, Evidence, Line, Measure, Row, Statistic
from apps.measures.facts import Facts
from apps.measures.headline.sources import LEDGER
from apps.measures.periods import PeriodKind


def _rows(facts: Facts) -> Iterator[Row]:
    for violation in facts.violations:
        if violation.currency != "USD" or violation.date < facts.period.first:
            continue
        amounts = {
            "owed": violation.loss,
            "assessed": violation.assessed,
            "mitigated": violation.mitigated,
            "collected": violation.collected,
        }
        for line, amount in amounts.items():
            if amount:
                yield Row(line, violation.business, amount, 1, line)


MEASURE = Measure(
    code="revenue",
    kind=PeriodKind.YEAR,
    direction=Direction.NEITHER,
    title=_lazy("Revenue owed, penalties and what was collected"),
    question=_lazy("How much money is at stake in violations, and how much of it comes in?"),
    numerator=_lazy("The amounts of violations with a day in the year that were sustained or mitigated"),
    denominator=_lazy("Nothing: these are amounts, not shares"),
    left_out=_lazy("Amounts in other currencies than US dollars, and violations that are alleged or were reversed"),
    source=LEDGER,
    reliability=_lazy(
        "Fair. Amounts are as the agencies reported them. A violation without a reported amount adds nothing, so the "
        "sums are rather too low. Money often comes in years later."
    ),
    lines=(
        Line("owed", _lazy("Duties and fees that were not paid"), Statistic.AMOUNT),
        Line("assessed", _lazy("Penalties assessed"), Statistic.AMOUNT),
        Line("mitigated", _lazy("Penalties after mitigation"), Statistic.AMOUNT),
        Line("collected", _lazy("Collected"), Statistic.AMOUNT),
    ),
    rows=_rows,
    evidence=Evidence.VIOLATIONS,
    no_target=_lazy("A target for penalties would make officers chase money instead of mistakes."),
)
