"""The time that applicants took for each page of their application, beside the time that the site promises."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from apps.applications.models import ApplicationState, PageTime
from apps.applications.selectors.pages import minutes_of_pages, minutes_to_apply
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.percentiles import Percentile

# A figure of fewer applications would tell the time of single people. A program decision.
MIN_APPLICATIONS = 5
MEDIAN, UPPER = 0.5, 0.75


@dataclass(frozen=True, slots=True)
class TimeTaken:
    """The minutes that a page took, or all pages together: promised, in the middle, and at the 75th percentile.

    `title` is "" for all pages together. The figures are None where fewer than `MIN_APPLICATIONS` applications were
    sent.
    """

    title: str | Promise
    promised: float
    applications: int
    median: float | None
    upper: float | None


def times_taken(first: date | None, last: date | None) -> list[TimeTaken]:
    """Return the times of all pages together, and then of each page, of the applications sent in a period.

    Both days are included.
    """
    times = PageTime.objects.exclude(application__state=ApplicationState.DRAFT)
    times = times.filter(application__submitted_at__isnull=False)
    if first:
        times = times.filter(application__submitted_at__gte=clock.start_of(first))
    if last:
        times = times.filter(application__submitted_at__lt=clock.start_of(last + timedelta(days=1)))
    whole = times.order_by().values("application").annotate(total=Sum("seconds"))
    found = {row["page"]: row for row in _figures(times.order_by().values("page"))}
    figures = whole.aggregate(
        count=Count("application"), median=Percentile("total", MEDIAN), upper=Percentile("total", UPPER)
    )
    pages = [_time_taken(page.title, minutes, found.get(page.key, {})) for page, minutes in minutes_of_pages()]
    return [_time_taken("", minutes_to_apply(), figures), *pages]


def _figures(grouped: QuerySet) -> QuerySet:
    return grouped.annotate(
        count=Count("application"), median=Percentile("seconds", MEDIAN), upper=Percentile("seconds", UPPER)
    )


def _time_taken(title: str | Promise, promised: float, figures: dict[str, float | None]) -> TimeTaken:
    count = int(figures.get("count") or 0)
    known = figures if count >= MIN_APPLICATIONS else {}
    return TimeTaken(title, promised, count, _minutes(known.get("median")), _minutes(known.get("upper")))


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)
