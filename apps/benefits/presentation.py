"""Promised and received benefits as texts, tables and charts, for sellers and for staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from apps.benefits.rules import RealisedRate, Verdict
from apps.benefits.selectors import ShipperMeasure, TierMeasure, Window
from apps.core.charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_exact
from apps.policy.benefits import BENEFITS
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

VERDICTS: dict[Verdict, Promise] = {
    Verdict.KEPT: _lazy("Kept"),
    Verdict.BROKEN: _lazy("Not kept"),
    Verdict.TOO_FEW: _lazy("Too few parcels to tell"),
}
_CELLS: dict[str, Promise] = {
    "exam_rate": _lazy("%(percent)s as often as others"),
    "data_corrections": _lazy("%(percent)s waived"),
    "penalty_offset": _lazy("up to %(percent)s off"),
}


@dataclass(frozen=True, slots=True)
class RateRow:
    """The exam rate of a month or a tier as texts; a dash where a value is unknown."""

    label: str
    rate: str
    interval: str
    promised: str
    verdict: str | Promise


def rate_row(label: str, realised: RealisedRate) -> RateRow:
    """Return a realised exam rate as texts, under a label."""
    return RateRow(
        label=label,
        rate=_share(realised.rate),
        interval=_("%(low)s to %(high)s") % {"low": percent(realised.low), "high": percent(realised.high)}
        if realised.parcels
        else "–",
        promised=_share(realised.promised),
        verdict=VERDICTS[realised.verdict] if realised.verdict else "–",
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a shipper as a row of the table. `note` gives the reason why the month does not count, if any."""

    row: RateRow
    tier: str
    parcels: int
    examined: int
    note: str


@dataclass(frozen=True, slots=True)
class ShipperFigures:
    """The figures of a shipper: all months together, month by month, and as a chart.

    `ordinary` is the share of parcels of others that were examined in the same months; None where that is unknown.
    `chart` is None where there is nothing to draw.
    """

    measure: ShipperMeasure
    whole: RateRow
    ordinary: float | None
    months: list[MonthRow]
    chart: IntervalChart | None


def shipper_figures(measure: ShipperMeasure, window: Window) -> ShipperFigures:
    """Return the figures of a shipper over a window, with the latest month first."""
    whole = rate_row(_("All months that count"), measure.realised)
    # Translators: a month and its year beside a row of a chart, in Django's date format: "M Y" is Nov 2026.
    short = pgettext("date format", "M Y")
    drawn = [(date_format(month.month, short), month.realised) for month in measure.counted]
    others, examined = window.ordinary(month.month for month in measure.counted)
    return ShipperFigures(
        measure=measure,
        whole=whole,
        ordinary=examined / others if others and measure.realised.promised is not None else None,
        months=[
            MonthRow(
                row=rate_row(date_format(month.month, "YEAR_MONTH_FORMAT"), month.realised),
                tier="–" if month.tier is None or month.turned else str(month.tier),
                parcels=month.parcels,
                examined=month.examined,
                note=_note(month.turned, month.changed, month.counts),
            )
            for month in reversed(measure.months)
        ],
        chart=_chart([(str(whole.label), measure.realised), *drawn]) if drawn else None,
    )


def tiers_chart(tiers: Sequence[TierMeasure]) -> IntervalChart | None:
    """Draw the exam rates of the tiers with parcels; return None if no tier has any."""
    rows = [(_("Tier %(tier)s") % {"tier": one.tier}, one.realised) for one in tiers if one.realised.parcels]
    return _chart(rows) if rows else None


def benefit_table(terms: Terms) -> list[tuple[str | Promise, list[str]]]:
    """Return each benefit with its value at each tier, from tier 0 to the top tier, by a policy."""
    promised = [{benefit.code: benefit.value for benefit in terms.benefits(tier)} for tier in (0, *TIERS)]
    return [
        (label, [_cell(code, values.get(code)) for values in promised]) for code, (label, _none) in BENEFITS.items()
    ]


def _cell(code: str, value: float | None) -> str:
    if value is None:
        return "–"
    return _CELLS[code] % {"percent": percent_exact(value)} if code in _CELLS else _("Yes")


def _note(turned: bool, changed: bool, counts: bool) -> str:
    """Say why a month does not count in the exam rate; "" for a month that counts.

    `turned`: the tier or the membership changed during the month; `changed`: the promise of the policy did.
    """
    if turned:
        return _("Left out: the tier or the membership changed during this month.")
    if changed:
        return _("Left out: the policy changed what is promised during this month.")
    return "" if counts else _("Nothing was promised about exams.")


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _chart(rows: Sequence[tuple[str, RealisedRate]]) -> IntervalChart:
    return interval_chart([(label, one.low, one.high, one.rate, one.promised) for label, one in rows])
