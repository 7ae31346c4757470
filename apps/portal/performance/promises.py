"""The public page of the promises to each tier: exam rates and places in line, promised and received."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.core.disclosure import MIN_BUSINESSES
from apps.core.lazy import Promise
from apps.core.shares import percent
from apps.measures.selectors import editions_latest
from apps.measures.studies import (
    PROMISES,
    STUDIED,
    PublishedExams,
    PublishedTimes,
    exams_published,
    times_published,
)
from apps.portal.performance.studies import untold_text


@dataclass(frozen=True, slots=True)
class ExamsShown:
    """The exam rate of a tier in words: promised, received with its range, and whether the promise was kept."""

    title: Promise
    promised: str
    received: str
    interval: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TimesShown:
    """The release of examined parcels of a group in words: the place that was promised, and the time received."""

    title: Promise
    place: str
    hours: str
    day: str


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show what each tier was promised in the latest fiscal year, and what its members received."""
    latest = editions_latest(STUDIED, periods=1)
    content = latest[0].published if latest else {}
    exams = exams_published(content)
    context = {
        "study": PROMISES,
        "edition": latest[0] if exams else None,
        "exams": list(map(_exams_shown, exams)),
        "times": list(map(_times_shown, times_published(content))),
        "min_businesses": MIN_BUSINESSES,
        "performance_here": True,
    }
    return render(request, "portal/performance/promises.html", context)


def _exams_shown(exams: PublishedExams) -> ExamsShown:
    promised, received = exams.promised, exams.received
    return ExamsShown(
        title=exams.title,
        promised=_multiple(promised.value) if promised.value else _("Nothing"),
        received=_multiple(received.value) if received.value else untold_text(received),
        interval=(
            _("%(low)s to %(high)s") % {"low": _multiple(received.low), "high": _multiple(received.high)}
            if received.low and received.high
            else ""
        ),
        verdict=exams.verdict,
    )


def _times_shown(times: PublishedTimes) -> TimesShown:
    hours, day = times.hours, times.day
    return TimesShown(
        title=times.title,
        place=_("Front of the line") if times.is_front else _("Ordinary place"),
        hours=_hours(int(float(hours.value))) if hours.value else untold_text(hours),
        day=percent(float(day.value)) if day.value else untold_text(day),
    )


def _multiple(number: str) -> str:
    # As published: formatting cuts digits off and does not round.
    return f"{number_format(number, decimal_pos=len(number.partition('.')[2]))}×"


def _hours(hours: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
