"""Promised and received benefits as texts, tables and charts, for sellers and for staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from apps.benefits.rules import MAX_PARCELS, PromiseVerdict, RealisedRate
from apps.benefits.selectors import ShipperMeasure, TierMeasure, Window
from apps.core.interval_charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_exact, percent_high, percent_range
from apps.policy.benefits import BENEFITS
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

VERDICTS: dict[PromiseVerdict, Promise] = {
    PromiseVerdict.KEPT: _lazy("Kept"),
    PromiseVerdict.BROKEN: _lazy("Not kept"),
    PromiseVerdict.OPEN: _lazy("Can't tell yet"),
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
        rate=_share(realised.rate, against=realised.promised),
        interval=percent_range(*realised.low_high) if realised.parcels else "–",
        promised=_share(realised.promised, against=realised.rate),
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
    `multiple` is the shipper's rate as a multiple of the ordinary one, `multiple_range` the range in which the real
    multiple lies, and `promised_multiple` what was promised at most; "" where there is nothing to compare.
    `parcels_to_tell` says how many parcels it takes until the verdict is known; "" where it is.
    `chart` is None where there is nothing to draw.
    """

    measure: ShipperMeasure
    whole: RateRow
    ordinary: float | None
    multiple: str
    multiple_range: str
    promised_multiple: str
    parcels_to_tell: str
    months: list[MonthRow]
    chart: IntervalChart | None


def shipper_figures(measure: ShipperMeasure, window: Window) -> ShipperFigures:
    """Return the figures of a shipper over a window, with the latest month first."""
    whole = rate_row(_("All months that count"), measure.realised)
    # Translators: a month and its year beside a row of a chart, in Django's date format: "M Y" is Nov 2026.
    short = pgettext("date format", "M Y")
    drawn = [(date_format(month.month, short), month.realised) for month in measure.counted]
    realised = measure.realised
    compared = realised.promised is not None and realised.others_examined > 0
    ordinary = realised.others_examined / realised.others if compared else None
    multiple = realised.rate / ordinary if ordinary and realised.rate is not None else None
    return ShipperFigures(
        measure=measure,
        whole=whole,
        ordinary=ordinary,
        multiple="" if multiple is None else percent(multiple, against=[realised.multiple]),
        multiple_range=percent_range(*realised.multiple_low_high) if compared else "",
        promised_multiple=percent_high(realised.multiple) if compared else "",
        parcels_to_tell=parcels_text(realised, window.terms.realised.months),
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


def parcels_text(realised: RealisedRate, months: int) -> str:
    """Say how many parcels it takes to tell whether a promise was kept; "" where the verdict is there.

    `months` is the length of the window.
    """
    if realised.verdict != PromiseVerdict.OPEN:
        return ""
    if not realised.comparable:
        return _("Too few parcels of others were counted in these months to compare with.")
    needed = realised.parcels_to_tell
    if needed is None:
        return _("The two rates lie so close together that even %(most)s parcels would not tell.") % {
            "most": number_format(MAX_PARCELS, force_grouping=True)
        }
    more = needed - realised.parcels
    return ngettext(
        "If both rates stay as they are, it takes about %(needed)s parcels within %(months)s months to tell: %(more)s "
        "parcel more than were counted.",
        "If both rates stay as they are, it takes about %(needed)s parcels within %(months)s months to tell: %(more)s "
        "parcels more than were counted.",
        more,
    ) % {
        "needed": number_format(needed, force_grouping=True),
        "months": months,
        "more": number_format(more, force_grouping=True),
    }


def _share(share: float | None, *, against: float | None = None) -> str:
    return "–" if share is None else percent(share, against=[] if against is None else [against])


def _chart(rows: Sequence[tuple[str, RealisedRate]]) -> IntervalChart:
    return interval_chart([(label, *one.low_high, one.rate, one.promised) for label, one in rows])
