"""The public page of the promises to each tier, and the printed report on a fiscal year with every measure."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES
from apps.measures.definitions import Measure
from apps.measures.headline import MEASURES
from apps.measures.models import Edition, Explanation
from apps.measures.periods import BEGINS_AFTER, Period, PeriodKind
from apps.measures.selectors import (
    baseline_of,
    causes_of,
    editions_last,
    editions_latest,
    explanations_of,
    measures_missed,
    years_released,
)
from apps.measures.studies import PROMISES, STUDIED, exams_published, times_published
from apps.policy.selectors import policy_on, terms_of
from apps.portal.performance.figures import LinePeriods, LineShown, line_periods, lines_shown
from apps.targeting.selection import ALL, GROUP_DAYS, most_burdened_group
from apps.targeting.selectors import groups_drawn_lately

# The figure of groups moves with every draw, and is computed at most once in so long.
GROUPS_SECONDS = 3600


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show what each tier was promised in the latest fiscal year, and what its members received."""
    latest = editions_latest(STUDIED, periods=1)
    content = latest[0].published if latest else {}
    exams = exams_published(content)
    selection = terms_of(policy_on(clock.today())).selection
    times = cache.get_or_set(
        f"portal:group_times:{selection.group_least}",
        partial(_times_of_most_burdened, selection.group_least),
        GROUPS_SECONDS,
    )
    context = {
        "study": PROMISES,
        "edition": latest[0] if exams else None,
        "exams": exams,
        "times": times_published(content),
        "min_businesses": MIN_BUSINESSES,
        "performance_here": True,
        "selection": selection,
        "group_days": GROUP_DAYS,
        "group_times": times,
    }
    return render(request, "portal/performance/promises.html", context)


def _times_of_most_burdened(group_least: int) -> float:
    """Return how many times as often as all, the parcels of the group that is opened most often were lately opened by
    choice; 0 where no group of so many parcels was. Only parcels that are expected to be in order count.
    """
    groups = groups_drawn_lately()
    most = most_burdened_group(groups, group_least)
    return (groups[most].times(groups[ALL]) or 0.0) if most else 0.0


# The years of a trend: the year of the report and those before.
YEARS = 5


@dataclass(frozen=True, slots=True)
class MeasureReported:
    """A measure in the report: the lines of its last edition in the year, its trend, and what explains it.

    `is_missed`: a target was missed in that edition.
    """

    measure: Measure
    edition: Edition | None
    lines: list[LineShown]
    trend: list[LinePeriods]
    explanations: list[Explanation]
    is_missed: bool


@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """Show the report on a fiscal year whose figures were released."""
    if year not in years_released():
        raise Http404(_("There is no report on this year."))
    period = Period(date(year - 1, 1 + BEGINS_AFTER[PeriodKind.YEAR], 1), PeriodKind.YEAR)
    began = clock.add_months(period.first, -12 * (YEARS - 1))
    through = {
        PeriodKind.YEAR: editions_last(PeriodKind.YEAR, begun=began, until=period.after),
        PeriodKind.QUARTER: editions_last(PeriodKind.QUARTER, begun=period.first, until=period.after),
    }
    every = [edition for history in through.values() for editions in history for edition in editions]
    causes, said = causes_of(every), explanations_of(every)
    baselines = {kind: baseline_of(kind) for kind in PeriodKind}
    reported = []
    for measure in MEASURES.values():
        history = through[measure.kind]
        last = history[-1][-1] if history else None
        of_year = [edition for editions in history for edition in editions if edition.period.first >= period.first]
        reported.append(
            MeasureReported(
                measure=measure,
                edition=last,
                lines=lines_shown(measure, last, baselines[measure.kind]) if last else [],
                trend=[line_periods(measure, line, history, causes) for line in measure.lines],
                explanations=[
                    said[edition.pk, measure.code] for edition in of_year if (edition.pk, measure.code) in said
                ],
                is_missed=last is not None and measure.code in measures_missed(last),
            )
        )
    context = {
        "year": year,
        "period": period,
        "reported": reported,
        "withheld": sum(line.is_withheld for each in reported for line in each.lines),
        "min_businesses": MIN_BUSINESSES,
        "met": sum(line.met is True for each in reported for line in each.lines),
        "missed": sum(line.met is False for each in reported for line in each.lines),
        "editions": [
            editions[-1]
            for kind in PeriodKind
            for editions in through[kind]
            if editions[-1].period.first >= period.first
        ],
        "performance_here": True,
    }
    return render(request, "portal/performance/report.html", context)
