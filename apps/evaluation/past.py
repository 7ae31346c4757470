"""The last months of a record, as a table and as charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.charts import BarChart, LineChart, bar_chart, line_chart
from apps.core.shares import percent
from apps.evaluation.history import MonthPast, months_past
from apps.evaluation.record import Facts
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

ENTER = 0


@dataclass(frozen=True, slots=True)
class Past:
    """The months, the latest last, with their rates in words, and how the last of them look drawn; no chart where there
    is nothing to draw.
    """

    months: list[tuple[MonthPast, str]]
    parcels: BarChart | None
    violations: BarChart | None
    rate: LineChart | None


def past_of(facts: Facts, terms: Terms, *, today: date, count: int, drawn: int) -> Past:
    """The last `count` months, the last `drawn` of them as charts, by what is known now and under these terms."""
    months = months_past(facts, terms, today=today, count=count)
    shown = months[-drawn:]
    # Translators: a short month under a column of a chart, in Django's date format: "M" is Nov, "n" is 11, so "n月".
    short = pgettext("date format", "M")
    names = [date_format(month.month, short) for month in shown]
    return Past(
        months=[(month, "–" if month.rate is None else percent(month.rate)) for month in months],
        parcels=_bars([(name, m.parcels.parcels, m.parcels.discrepant) for name, m in zip(names, shown, strict=True)]),
        violations=_bars([(name, m.violations, m.violations) for name, m in zip(names, shown, strict=True)]),
        rate=_rates([(name, m.rate) for name, m in zip(names, shown, strict=True)], terms),
    )


def _bars(columns: Sequence[tuple[str, int, int]]) -> BarChart | None:
    return bar_chart(columns) if any(value for _name, value, _part in columns) else None


def _rates(rates: Sequence[tuple[str, float | None]], terms: Terms) -> LineChart | None:
    """The rates, and what each tier asks."""
    bounds = [(_("Tier %(tier)s") % {"tier": tier}, terms.requirement(tier).compliance[ENTER]) for tier in TIERS]
    return line_chart(rates, bounds) if any(rate is not None for _name, rate in rates) else None
