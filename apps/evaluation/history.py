"""The compliance rate over time: the rule itself, asked of the record as it was at the end of each month."""

from datetime import date, timedelta
from typing import NamedTuple

from apps.evaluation.record import Facts, Month, month_number, month_start
from apps.evaluation.rules import compliance_rate
from apps.policy.terms import Terms


class MonthPast(NamedTuple):
    """A calendar month: its parcels, the violations committed in it that count, and the compliance rate at its end.

    The rate of the present month is that of today. It is None while there is no evidence.
    """

    month: date
    parcels: Month
    violations: int
    rate: float | None


def months_past(facts: Facts, terms: Terms, *, today: date, count: int) -> list[MonthPast]:
    """The last `count` months, the present one last, by what is known now and under these terms."""
    parcels = {month.number: month for month in facts.months}
    this = month_number(today)
    return [
        MonthPast(
            month=month_start(number),
            parcels=parcels.get(number) or Month(number, 0, 0, 0),
            violations=sum(offense.month == number and offense.day <= today for offense in facts.offenses),
            rate=_rate(facts, terms, today if number == this else month_start(number + 1) - timedelta(days=1)),
        )
        for number in range(this - count + 1, this + 1)
    ]


def _rate(facts: Facts, terms: Terms, day: date) -> float | None:
    found = compliance_rate.find(facts.on(day), terms)
    return found.observed if found.detail["evidence"] else None
