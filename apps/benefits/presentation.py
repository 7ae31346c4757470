"""What was promised and received, as texts, tables and charts for sellers and staff alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from apps.benefits.rules import Realised, Verdict
from apps.benefits.selectors import ShipperMeasure, TierMeasure, Window
from apps.core.charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_exact
from apps.policy.schema import TIERS
from apps.policy.terms import BENEFITS, Terms

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
class Row:
    """What was counted of a month or a tier, in words; a dash where there is nothing to say."""

    label: str
    rate: str
    interval: str
    promised: str
    verdict: str | Promise


def row_of(label: str, realised: Realised) -> Row:
    return Row(
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
    """A month of a shipper for the table: its numbers, and in `note` why it does not count, if it does not."""

    row: Row
    tier: str
    parcels: int
    examined: int
    note: str


@dataclass(frozen=True, slots=True)
class ShipperFigures:
    """A shipper's figures: all months together, month by month, and drawn; no chart where there is nothing to draw.

    `ordinary` is how often others were examined in the months that count, None where too few were.
    """

    measure: ShipperMeasure
    whole: Row
    ordinary: float | None
    months: list[MonthRow]
    chart: IntervalChart | None


def shipper_figures(measure: ShipperMeasure, window: Window) -> ShipperFigures:
    whole = row_of(_("All that count"), measure.realised)
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
                row=row_of(date_format(month.month, "YEAR_MONTH_FORMAT"), month.realised),
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
    """The tiers of which something was counted."""
    rows = [(_("Tier %(tier)s") % {"tier": one.tier}, one.realised) for one in tiers if one.realised.parcels]
    return _chart(rows) if rows else None


def parameters_of(terms: Terms) -> list[tuple[str | Promise, list[str]]]:
    """Each benefit and what it is at each tier, from tier 0 on, by the policy."""
    promised = [{benefit.code: benefit.value for benefit in terms.benefits(tier)} for tier in (0, *TIERS)]
    return [
        (label, [_cell(code, values.get(code)) for values in promised]) for code, (label, _none) in BENEFITS.items()
    ]


def _cell(code: str, value: float | None) -> str:
    if value is None:
        return "–"
    return _CELLS[code] % {"percent": percent_exact(value)} if code in _CELLS else _("Yes")


def _note(turned: bool, changed: bool, counts: bool) -> str:
    if turned:
        return _("Left out: the tier or the membership changed during this month.")
    if changed:
        return _("Left out: the policy changed what is promised during this month.")
    return "" if counts else _("Nothing was promised about exams.")


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _chart(rows: Sequence[tuple[str, Realised]]) -> IntervalChart:
    return interval_chart([(label, one.low, one.high, one.rate, one.promised) for label, one in rows])
