"""The record of a member month by month: parcels, violations and compliance rate, as a table and as charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.charts import BarChart, LineChart, bar_chart, line_chart
from apps.evaluation.record import Record, RecordFacts, ShipmentMonth, month_number, month_start
from apps.evaluation.rules import compliance_rate
from apps.policy.schema import TIERS
from apps.policy.terms import ONE, Terms


class RecordMonth(NamedTuple):
    """A calendar month: its parcels, the violations committed in it that count, and the compliance rate at its end.

    The rate of the present month is the rate of today. `rate` is None while no parcel was opened at random.
    """

    month: date
    parcels: ShipmentMonth
    violations: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class MonthlyRecord:
    """The months of a record with their rates as text, the latest last, and charts of the latest months.

    A chart is None where there is nothing to draw.
    """

    months: list[tuple[RecordMonth, str]]
    parcels: BarChart | None
    violations: BarChart | None
    rate: LineChart | None


def record_months(facts: RecordFacts, terms: Terms, *, today: date, count: int) -> list[RecordMonth]:
    """Return the last `count` months of a record, the present month last.

    The facts are those known now, and all months are judged by the same terms. The rate is the answer of the rule for
    the compliance rate to the record as it was at the end of each month.
    """
    parcels = {month.number: month for month in facts.months}
    current = month_number(today)
    return [
        RecordMonth(
            month=month_start(number),
            parcels=parcels.get(number) or ShipmentMonth(number, 0, 0, 0),
            violations=sum(offense.month == number and offense.day <= today for offense in facts.offenses),
            rate=_rate(facts, terms, today if number == current else month_start(number + 1) - timedelta(days=1)),
        )
        for number in range(current - count + 1, current + 1)
    ]


def monthly_record(
    facts: RecordFacts, terms: Terms, *, today: date, count: int, drawn: int, held: int | None = None
) -> MonthlyRecord:
    """Return the last `count` months of a record as a table, and the last `drawn` of these months as charts.

    `held` is the tier that the shipper holds; None for one without a standing.
    """
    months = record_months(facts, terms, today=today, count=count)
    latest = months[-drawn:]
    # Translators: a short month under a column of a chart, in Django's date format: "M" is Nov, "n" is 11, so "n月".
    short = pgettext("date format", "M")
    names = [date_format(month.month, short) for month in latest]
    return MonthlyRecord(
        months=[(month, "–" if month.rate is None else compliance_rate.value_text(month.rate)) for month in months],
        parcels=_bars([(name, m.parcels.parcels, m.parcels.discrepant) for name, m in zip(names, latest, strict=True)]),
        violations=_bars([(name, m.violations, m.violations) for name, m in zip(names, latest, strict=True)]),
        rate=_rates_chart(
            [(name, m.rate) for name, m in zip(names, latest, strict=True)], _bounds(facts.on(today), terms, held)
        ),
    )


def _rate(facts: RecordFacts, terms: Terms, day: date) -> float | None:
    finding = compliance_rate.find(facts.on(day), terms)
    return finding.observed if finding.detail["decided"] else None


def _bars(columns: Sequence[tuple[str, int, int]]) -> BarChart | None:
    return bar_chart(columns) if any(value for _name, value, _part in columns) else None


def _bounds(record: Record, terms: Terms, held: int | None) -> list[tuple[str, float]]:
    """Return the rates, with their names, that matter to a shipper: to enter the tier held and the next, and to keep
    the tier held. Without a standing, these are the rates to enter each tier.
    """
    tiers = TIERS if held is None else [tier for tier in (held, held + 1) if tier in TIERS]
    bounds = [(_("Enter %(tier)s") % {"tier": tier}, terms.requirement(tier).compliance / ONE) for tier in tiers]
    if held:
        bounds.append((_("Keep %(tier)s") % {"tier": held}, compliance_rate.lowest_rate_kept(record, terms, held)))
    return bounds


def _rates_chart(rates: Sequence[tuple[str, float | None]], bounds: Sequence[tuple[str, float]]) -> LineChart | None:
    """Draw the rates, and as lines the rates that tiers ask for."""
    return line_chart(rates, bounds) if any(rate is not None for _name, rate in rates) else None
