"""The pages about this site: privacy, terms, help and accessibility. They state what this software does.

The operator of a site is a setting (`SITE` in `config/settings/base.py`); without it, the pages say that the site is a
demonstration.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.devices import REMEMBERED
from apps.applications.selectors import clocks
from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES
from apps.core.uploads import MAX_FILES
from apps.correspondence.selectors import answer_times

SECONDS_A_MINUTE, MINUTES_AN_HOUR = 60, 60
# The time for which the answers of the help desk are measured.
MEASURED = timedelta(days=90)
# Longer times are told in days.
MAX_IN_HOURS = timedelta(hours=48)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people and businesses, why, for how long, and who sees it."""
    hours = settings.SESSION_COOKIE_AGE // (SECONDS_A_MINUTE * MINUTES_AN_HOUR)
    context = {"hours": hours, "browser_days": REMEMBERED.days}
    return render(request, "portal/public/privacy.html", context)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Say what users may expect of the site, and what the site expects of its users."""
    return render(request, "portal/public/terms.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say how to reach the program, and answer common questions."""
    return render(request, "portal/public/help.html", help_context() | {"desk": desk_times()})


@dataclass(frozen=True, slots=True)
class DeskTimes:
    """The time that the help desk took to answer questions: hours, or days where `in_days`, rounded up."""

    half: int
    most: int
    in_days: bool


def desk_times() -> DeskTimes | None:
    """Return how long answers took of late; None where so few businesses asked that the figures would tell of them."""
    times = answer_times(clock.now() - MEASURED)
    if times is None or times.businesses < MIN_BUSINESSES:
        return None
    unit = timedelta(hours=1) if times.most <= MAX_IN_HOURS else timedelta(days=1)
    return DeskTimes(ceil(times.half / unit), ceil(times.most / unit), unit.days == 1)


def help_context() -> dict[str, int]:
    """Return the numbers that the questions of the help name."""
    times = clocks()
    return {
        "days_to_decide": times.decision_days,
        "days_to_respond": times.response_days,
        "days_to_appeal": times.appeal_days,
        "files": MAX_FILES,
    }


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say by which standard the site is built, what was tested and what was not, and how to complain."""
    return render(request, "portal/public/accessibility.html")
