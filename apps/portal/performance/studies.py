"""The public pages of the studies: whether membership works, how long businesses go without another violation, and
whether guidance helps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core.disclosure import MIN_BUSINESSES
from apps.core.interval_charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_high, percent_low
from apps.measures.models import Edition
from apps.measures.selectors import editions_latest
from apps.measures.studies import (
    DETERRENCE,
    GUIDANCE,
    MEMBERSHIP,
    MIN_WRONG,
    MONTHS,
    STUDIED,
    PublishedFigure,
    PublishedGroup,
    Study,
    answers_published,
    change_published,
    groups_published,
)

YEARS = 5
# The sentences that say what a change shows, by where the range lies.
OF_MEMBERSHIP: Mapping[str, Promise] = {
    "fewer": _lazy("Members sent fewer wrong parcels than they would have sent without the program."),
    "more": _lazy("Members sent more wrong parcels than they would have sent without the program."),
    "open": _lazy("The range reaches from fewer to more. So the figures do not show that membership changes anything."),
}
OF_CHECKS: Mapping[str, Promise] = {
    "fewer": _lazy("Businesses sent fewer wrong parcels after a passed check than before, compared with others."),
    "more": _lazy("Businesses sent more wrong parcels after a passed check than before, compared with others."),
    "open": _lazy("The range reaches from fewer to more. So the figures do not show that a check changes anything."),
}


@dataclass(frozen=True, slots=True)
class EffectShown:
    """The effect of membership in a fiscal year, in words. `meaning` says what the figure shows."""

    edition: Edition
    figure: str
    interval: str
    meaning: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of businesses: the share without another violation after each number of months, and their chart."""

    code: str
    title: Promise
    cells: list[tuple[str, PublishedFigure]]
    chart: IntervalChart | None


@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """Show whether membership works, by fiscal year, and how long businesses go without another violation."""
    effects = _effects_shown(MEMBERSHIP, OF_MEMBERSHIP)
    latest = effects[0] if effects else None
    context = {
        "membership": MEMBERSHIP,
        "deterrence": DETERRENCE,
        "effects": effects,
        "latest": latest,
        "groups": [_group_shown(group) for group in groups_published(latest.edition.published)] if latest else [],
        "headings": [_months(months) for months in MONTHS],
        "min_businesses": MIN_BUSINESSES,
        "min_wrong": MIN_WRONG,
        "performance_here": True,
    }
    return render(request, "portal/performance/membership.html", context)


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """Show what changed after checks of guidance, by fiscal year, and the answers before and after reading."""
    effects = _effects_shown(GUIDANCE, OF_CHECKS)
    latest = effects[0] if effects else None
    context = {
        "study": GUIDANCE,
        "effects": effects,
        "latest": latest,
        "answers": answers_published(latest.edition.published) if latest else [],
        "min_businesses": MIN_BUSINESSES,
        "min_wrong": MIN_WRONG,
        "performance_here": True,
    }
    return render(request, "portal/performance/guidance.html", context)


def _effects_shown(study: Study, meanings: Mapping[str, Promise]) -> list[EffectShown]:
    """Return the change that a study told in the last fiscal years, the latest first."""
    editions = reversed(editions_latest(STUDIED, periods=YEARS))
    found = [(edition, change_published(study, edition.published)) for edition in editions]
    return [_effect_shown(edition, change, meanings) for edition, change in found if change]


def _effect_shown(edition: Edition, change: PublishedFigure, meanings: Mapping[str, Promise]) -> EffectShown:
    if change.withheld:
        return EffectShown(edition, _("Withheld: it could tell of few businesses"), "", "")
    if change.value is None or change.low is None or change.high is None:
        return EffectShown(edition, _("Too few exams to tell"), "", "")
    low, high = float(change.low), float(change.high)
    interval = _("%(low)s to %(high)s") % {
        "low": _change_text(low, percent_high if low < 0 else percent_low),
        "high": _change_text(high, percent_low if high < 0 else percent_high),
    }
    meaning = meanings["fewer" if high < 0 else "more" if low > 0 else "open"]
    return EffectShown(edition, _change_text(float(change.value)), interval, str(meaning))


def _change_text(change: float, share_text: Callable[[float], str] = percent) -> str:
    """Return a change of the share of wrong parcels in words; `share_text` rounds it."""
    if not change:
        return _("no change")
    return (_("%(share)s fewer") if change < 0 else _("%(share)s more")) % {"share": share_text(abs(change))}


def _group_shown(group: PublishedGroup) -> GroupShown:
    rows = [
        (_months(months), float(share.low), float(share.high), float(share.value), None)
        for months, share in group.shares.items()
        if share.value is not None and share.low is not None and share.high is not None
    ]
    cells = [(_months(months), share) for months, share in group.shares.items()]
    return GroupShown(group.code, group.title, cells, interval_chart(rows) if rows else None)


def _months(months: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
