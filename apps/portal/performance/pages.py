"""The public pages of the measures: all of them, each one with its definition, and the calendar of releases."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.disclosure import AMOUNT_STEP, COUNT_STEP, MIN_BUSINESSES
from apps.measures.headline import MEASURES, measures_of
from apps.measures.headline.low_value import MEASURE as LOW_VALUE
from apps.measures.models import Edition
from apps.measures.periods import PeriodKind
from apps.measures.selectors import (
    baseline_of,
    causes_of,
    editions,
    editions_latest,
    explanation_of,
    measures_missed,
    releases_ahead,
    releases_past,
    years_released,
)
from apps.portal.performance.figures import bars_of_shares, line_periods, lines_shown
from apps.portal.performance.ports import ports_shown
from apps.portal.performance.targets import targets_shown

# The periods on the page of a measure: three years of quarters, or as many years.
PERIODS = 12
PAST_RELEASES = 24


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the latest figures of every measure, and where the files are."""
    groups = []
    for kind in (PeriodKind.YEAR, PeriodKind.QUARTER):
        latest = editions_latest(kind, periods=1)
        edition = latest[0] if latest else None
        baseline = baseline_of(kind) if edition else None
        shown = [line for each in measures_of(kind) if edition for line in lines_shown(each, edition, baseline)]
        groups.append(
            {
                "kind": kind.value,
                "edition": edition,
                "baseline": baseline,
                "measures": measures_of(kind),
                "lines": shown,
                "aims": [line for line in shown if line.target],
                "targets_id": f"targets-{kind.value}",
                "all_id": f"all-{kind.value}",
                "bars": bars_of_shares(shown),
            }
        )
    context = {
        "groups": groups,
        "targets": targets_shown(list(MEASURES.values())),
        "years": years_released(),
        "next": releases_ahead().first(),
        **_limits(),
        "performance_here": True,
    }
    return render(request, "portal/performance/index.html", context)


@require_safe
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Show a measure: its figures through the periods, its definition, and its editions."""
    found = MEASURES.get(measure)
    if found is None:
        raise Http404(_("There is no such measure."))
    history = _history(found.kind)
    baseline = baseline_of(found.kind)
    causes = causes_of(edition for period in history for edition in period)
    context = {
        "measure": found,
        "latest": history[-1][-1] if history else None,
        "lines": lines_shown(found, history[-1][-1], baseline) if history else [],
        "baseline": baseline,
        "missed": bool(history) and found.code in measures_missed(history[-1][-1]),
        "explanation": explanation_of(history[-1][-1], found.code) if history else None,
        "through": [line_periods(found, line, history, causes) for line in found.lines] if history else [],
        "ports": ports_shown(history[-1][-1]) if history and found == LOW_VALUE else [],
        "targets": targets_shown([found]),
        "editions": [edition for period in reversed(history) for edition in reversed(period)],
        **_limits(),
        "performance_here": True,
    }
    return render(request, "portal/performance/measure.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show which figures are released when, and when past ones were."""
    context = {
        "ahead": releases_ahead(),
        "past": releases_past(count=PAST_RELEASES),
        "today": clock.today(),
        "performance_here": True,
    }
    return render(request, "portal/performance/calendar.html", context)


def _history(kind: PeriodKind) -> list[list[Edition]]:
    """Return the editions of the last periods of a kind, the earliest period and edition first. One query."""
    found = editions().filter(release__kind=kind)[: PERIODS * 2]
    by_period = groupby(found, key=lambda edition: edition.release.first)
    return [list(of_period)[::-1] for _first, of_period in by_period][:PERIODS][::-1]


def _limits() -> dict[str, int]:
    """Return the numbers of the rules by which figures are withheld and rounded."""
    return {"min_businesses": MIN_BUSINESSES, "count_step": COUNT_STEP, "amount_step": AMOUNT_STEP}
