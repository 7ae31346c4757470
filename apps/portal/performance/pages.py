"""The public pages of the measures: all of them, each one with its definition, and the calendar of releases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.disclosure import AMOUNT_STEP, COUNT_STEP, MIN_BUSINESSES
from apps.core.lazy import Promise
from apps.measures.definitions import Measure
from apps.measures.headline import MEASURES, measures_of
from apps.measures.headline.parcel_data import ALL, LOW_VALUE
from apps.measures.models import Edition, Target
from apps.measures.periods import PeriodKind, period_of
from apps.measures.selectors import (
    baseline_of,
    causes_of,
    editions,
    explanation_of,
    measures_missed,
    reason_of_target,
    releases_ahead,
    releases_past,
    targets_on,
    years_released,
)
from apps.portal.performance.figures import LineShown, aim_text, line_periods, lines_shown
from apps.portal.performance.trends import FigureTrend, most_moved, trends_of

# The page shows so many ports; the files have all.
MAX_PORTS = 10


@dataclass(frozen=True, slots=True)
class PortShown:
    """The small parcels of a port in words: by all modes, then by each, with its title. "" where nothing is told."""

    name: str
    parcels: list[tuple[Promise, str]]


def ports_shown(edition: Edition) -> list[PortShown]:
    """Return the largest ports of an edition whose number of all parcels was published, the largest first."""
    ports = defaultdict[str, dict[str, int]](dict)
    for table in edition.published.get("tables", []):
        for row in table["rows"]:
            ports[row["port"]][row["mode"]] = int(row["parcels"])
    told = sorted((-modes[ALL], port) for port, modes in ports.items() if ALL in modes)
    return [
        PortShown(
            name=port or _("Not stated"),
            parcels=[(line.title, _number(ports[port].get(line.code))) for line in LOW_VALUE.lines],
        )
        for _parcels, port in told[:MAX_PORTS]
    ]


def _number(parcels: int | None) -> str:
    return "" if parcels is None else number_format(parcels, force_grouping=True)


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target in words. `approved_on` is None for one that began with the program, which nobody approved.

    `is_ahead`: the first period that is judged by the target has not begun.
    """

    measure: Measure
    title: Promise
    text: str
    reason: str
    since: date
    approved_on: date | None
    is_ahead: bool


def targets_shown(measures: Sequence[Measure]) -> list[TargetShown]:
    """Return the targets of measures in the present period, each with one that follows. Takes three queries."""
    now = {kind: targets_on(period_of(clock.today(), kind).first) for kind in PeriodKind}
    ahead = targets_on(None)
    found = []
    for measure in measures:
        for line in measure.lines:
            key = measure.code, line.code
            both = [now[measure.kind].get(key), ahead.get(key)]
            found += [_in_words(measure, target) for target in dict.fromkeys(both) if target]
    return found


def _in_words(measure: Measure, target: Target) -> TargetShown:
    line = measure.line(target.line)
    return TargetShown(
        measure=measure,
        title=line.title,
        text=aim_text(measure, line, target.value),
        reason=reason_of_target(target),
        since=target.since,
        approved_on=clock.day_of(target.approval.at) if target.by_id else None,
        is_ahead=target.since > clock.today(),
    )


# The periods on the page of a measure: three years of quarters, or as many years.
PERIODS = 12
PAST_RELEASES = 24


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the figure that moved most, the latest figures of every measure with trends, and where the files are."""
    groups = [_group(kind) for kind in (PeriodKind.QUARTER, PeriodKind.YEAR)]
    context = {
        "groups": groups,
        "moved": most_moved(trend for group in groups for trend in group.trends),
        "targets": targets_shown(list(MEASURES.values())),
        "years": years_released(),
        "next": releases_ahead().first(),
        **_limits(),
        "performance_here": True,
    }
    return render(request, "portal/performance/index.html", context)


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The latest edition of a kind of period with its figures and their trends. `edition` is None before the first."""

    kind: str
    edition: Edition | None
    measures: Sequence[Measure]
    lines: list[LineShown]
    trends: list[FigureTrend]

    @property
    def heading(self) -> str:
        """The id of the heading of the table."""
        return f"all-{self.kind}"


def _group(kind: PeriodKind) -> FigureGroup:
    history, measures = _history(kind), measures_of(kind)
    if not history:
        return FigureGroup(kind.value, None, measures, [], [])
    edition, baseline = history[-1][-1], baseline_of(kind)
    lines = [line for each in measures for line in lines_shown(each, edition, baseline)]
    return FigureGroup(kind.value, edition, measures, lines, trends_of(measures, lines, history))


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
