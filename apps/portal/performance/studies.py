"""The public page of the studies: whether membership works, and how long businesses go without another violation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core.charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent
from apps.measures.disclosure import MIN_BUSINESSES
from apps.measures.models import Edition
from apps.measures.selectors import editions_latest
from apps.measures.studies.deterrence import GROUPS, MONTHS, line_code
from apps.measures.studies.deterrence import STUDY as DETERRENCE
from apps.measures.studies.effects import MIN_WRONG
from apps.measures.studies.membership import STUDY as MEMBERSHIP
from apps.measures.studies.releases import KIND

YEARS = 5


@dataclass(frozen=True, slots=True)
class EffectShown:
    """The effect of membership in a fiscal year, in words. `meaning` says what the figure shows."""

    edition: Edition
    figure: str
    interval: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A share after some months, in words, under the heading of its column."""

    heading: str
    figure: str
    interval: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of businesses: the share without another violation after each number of months, and their chart."""

    code: str
    title: Promise
    cells: list[Cell]
    chart: IntervalChart | None


@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """Show whether membership works, by fiscal year, and how long businesses go without another violation."""
    found = [(edition, _lines(edition)) for edition in reversed(editions_latest(KIND, periods=YEARS))]
    known = [(edition, lines) for edition, lines in found if lines]
    effects = [_effect_shown(edition, lines[MEMBERSHIP.code]["change"]) for edition, lines in known]
    context = {
        "membership": MEMBERSHIP,
        "deterrence": DETERRENCE,
        "effects": effects,
        "latest": effects[0] if effects else None,
        "groups": [_group_shown(group, known[0][1][DETERRENCE.code]) for group in GROUPS] if known else [],
        "headings": [_months(months) for months in MONTHS],
        "min_businesses": MIN_BUSINESSES,
        "min_wrong": MIN_WRONG,
        "performance_here": True,
    }
    return render(request, "portal/performance/membership.html", context)


def _lines(edition: Edition) -> dict[str, dict[str, Any]]:
    """Return the lines of each study that an edition published, by code; empty before there were studies."""
    studies = edition.published.get("studies", [])
    return {study["code"]: {line["code"]: line for line in study["lines"]} for study in studies}


def _effect_shown(edition: Edition, line: Mapping[str, Any]) -> EffectShown:
    if line["withheld"]:
        return EffectShown(edition, _("Withheld: too few businesses"), "", "")
    if line["value"] is None:
        return EffectShown(edition, _("Too few exams to tell"), "", "")
    low, high = float(line["low"]), float(line["high"])
    interval = _("%(low)s to %(high)s") % {"low": _change_text(low), "high": _change_text(high)}
    if high < 0:
        meaning = _("Members sent fewer wrong parcels than they would have sent without the program.")
    elif low > 0:
        meaning = _("Members sent more wrong parcels than they would have sent without the program.")
    else:
        meaning = _(
            "The range reaches from fewer to more. So the figures do not show that membership changes anything."
        )
    return EffectShown(edition, _change_text(float(line["value"])), interval, meaning)


def _change_text(change: float) -> str:
    """Return a change of the share of wrong parcels in words."""
    if not change:
        return _("no change")
    return (_("%(share)s fewer") if change < 0 else _("%(share)s more")) % {"share": percent(abs(change))}


def _group_shown(group: str, lines: Mapping[str, Mapping[str, Any]]) -> GroupShown:
    found = {months: lines[line_code(group, months)] for months in MONTHS}
    told = {months: line for months, line in found.items() if line["value"] is not None}
    rows = [
        (_months(months), float(line["low"]), float(line["high"]), float(line["value"]), None)
        for months, line in told.items()
    ]
    return GroupShown(
        code=group,
        title=GROUPS[group],
        cells=[
            Cell(
                heading=_months(months),
                figure=percent(float(line["value"])) if months in told else _untold(line),
                interval=(
                    _("%(low)s to %(high)s") % {bound: percent(float(line[bound])) for bound in ("low", "high")}
                    if months in told
                    else ""
                ),
            )
            for months, line in found.items()
        ],
        chart=interval_chart(rows) if rows else None,
    )


def _untold(line: Mapping[str, Any]) -> str:
    return _("Withheld") if line["withheld"] else _("Nothing to count")


def _months(months: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
