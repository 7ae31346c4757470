"""The public pages of the studies: whether membership works, how long businesses go without another violation, and
whether guidance helps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core.charts import IntervalChart, interval_chart
from apps.core.disclosure import MIN_BUSINESSES
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_high, percent_low, percent_range
from apps.guidance.checks import check_keys
from apps.measures.models import Edition
from apps.measures.selectors import editions_latest
from apps.measures.studies.deterrence import GROUPS, MONTHS, line_code
from apps.measures.studies.deterrence import STUDY as DETERRENCE
from apps.measures.studies.effects import MIN_WRONG
from apps.measures.studies.exams import CHANGE
from apps.measures.studies.guidance import AFTER, BEFORE, check_title
from apps.measures.studies.guidance import STUDY as GUIDANCE
from apps.measures.studies.guidance import line_code as guidance_line
from apps.measures.studies.membership import STUDY as MEMBERSHIP
from apps.measures.studies.releases import KIND

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
class AnswersShown:
    """The shares of right answers to a check before and after reading, in words."""

    check: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShareCell:
    """A share after some months, in words, under the heading of its column."""

    heading: str
    figure: str
    interval: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of businesses: the share without another violation after each number of months, and their chart."""

    code: str
    title: Promise
    cells: list[ShareCell]
    chart: IntervalChart | None


@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """Show whether membership works, by fiscal year, and how long businesses go without another violation."""
    found = [(edition, _lines(edition)) for edition in reversed(editions_latest(KIND, periods=YEARS))]
    known = [(edition, lines) for edition, lines in found if lines]
    effects = [_effect_shown(edition, lines[MEMBERSHIP.code][CHANGE], OF_MEMBERSHIP) for edition, lines in known]
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


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """Show what changed after checks of guidance, by fiscal year, and the answers before and after reading."""
    found = [
        (edition, _lines(edition).get(GUIDANCE.code)) for edition in reversed(editions_latest(KIND, periods=YEARS))
    ]
    known = [(edition, lines) for edition, lines in found if lines]
    effects = [_effect_shown(edition, lines[CHANGE], OF_CHECKS) for edition, lines in known]
    context = {
        "study": GUIDANCE,
        "effects": effects,
        "latest": effects[0] if effects else None,
        "answers": [_answers_shown(check, known[0][1]) for check in check_keys()] if known else [],
        "min_businesses": MIN_BUSINESSES,
        "min_wrong": MIN_WRONG,
        "performance_here": True,
    }
    return render(request, "portal/performance/guidance.html", context)


def _answers_shown(check: str, lines: Mapping[str, Mapping[str, Any]]) -> AnswersShown:
    return AnswersShown(
        check=check,
        title=check_title(check),
        **{stage: _share_text(lines.get(guidance_line(check, stage))) for stage in (BEFORE, AFTER)},
    )


def _share_text(line: Mapping[str, Any] | None) -> str:
    """Return a share of a study in words; of a line that the edition does not have, that there is nothing."""
    if line is None or line["value"] is None:
        return _untold(line) if line else _("Nothing to count")
    return percent(float(line["value"]))


def _lines(edition: Edition) -> dict[str, dict[str, Any]]:
    """Return the lines of each study that an edition published, by code; empty before there were studies."""
    studies = edition.published.get("studies", [])
    return {study["code"]: {line["code"]: line for line in study["lines"]} for study in studies}


def _effect_shown(edition: Edition, line: Mapping[str, Any], meanings: Mapping[str, Promise]) -> EffectShown:
    if line["withheld"]:
        return EffectShown(edition, _("Withheld: it could tell of few businesses"), "", "")
    if line["value"] is None:
        return EffectShown(edition, _("Too few exams to tell"), "", "")
    low, high = float(line["low"]), float(line["high"])
    interval = _("%(low)s to %(high)s") % {
        "low": _change_text(low, percent_high if low < 0 else percent_low),
        "high": _change_text(high, percent_low if high < 0 else percent_high),
    }
    meaning = meanings["fewer" if high < 0 else "more" if low > 0 else "open"]
    return EffectShown(edition, _change_text(float(line["value"])), interval, str(meaning))


def _change_text(change: float, share_text: Callable[[float], str] = percent) -> str:
    """Return a change of the share of wrong parcels in words; `share_text` rounds it."""
    if not change:
        return _("no change")
    return (_("%(share)s fewer") if change < 0 else _("%(share)s more")) % {"share": share_text(abs(change))}


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
            ShareCell(
                heading=_months(months),
                figure=percent(float(line["value"])) if months in told else _untold(line),
                interval=percent_range(float(line["low"]), float(line["high"])) if months in told else "",
            )
            for months, line in found.items()
        ],
        chart=interval_chart(rows) if rows else None,
    )


def _untold(line: Mapping[str, Any]) -> str:
    return _("Withheld") if line["withheld"] else _("Nothing to count")


def _months(months: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
