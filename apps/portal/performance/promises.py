"""The public page of the promises to each tier: exam rates and places in line, promised and received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from apps.measures.studies.deterrence import GROUPS
from apps.measures.studies.promises import (
    DAY,
    FRONT,
    HOURS,
    PROMISED,
    RECEIVED,
    STUDY,
    TIER_OF,
    line_code,
    verdict_text,
)
from apps.measures.studies.releases import KIND
from apps.policy.schema import TIERS


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
    latest = editions_latest(KIND, periods=1)
    edition = latest[0] if latest else None
    studies = edition.published.get("studies", []) if edition else []
    lines = next(({line["code"]: line for line in each["lines"]} for each in studies if each["code"] == STUDY.code), {})
    context = {
        "study": STUDY,
        "edition": edition if lines else None,
        "exams": [_exams_shown(f"tier-{tier}", lines) for tier in TIERS] if lines else [],
        "times": [_times_shown(group, lines) for group in TIER_OF] if lines else [],
        "min_businesses": MIN_BUSINESSES,
        "performance_here": True,
    }
    return render(request, "portal/performance/promises.html", context)


def _exams_shown(group: str, lines: Mapping[str, Mapping[str, Any]]) -> ExamsShown:
    promised, received = lines[line_code(group, PROMISED)], lines[line_code(group, RECEIVED)]
    return ExamsShown(
        title=GROUPS[group],
        promised=_multiple(promised["value"]) if promised["value"] else _("Nothing"),
        received=_multiple(received["value"]) if received["value"] else _untold(received),
        interval=(
            _("%(low)s to %(high)s") % {bound: _multiple(received[bound]) for bound in ("low", "high")}
            if received["low"]
            else ""
        ),
        verdict=verdict_text(received.get("verdict")),
    )


def _times_shown(group: str, lines: Mapping[str, Mapping[str, Any]]) -> TimesShown:
    front = lines.get(line_code(group, FRONT))
    hours, day = lines[line_code(group, HOURS)], lines[line_code(group, DAY)]
    return TimesShown(
        title=GROUPS[group],
        place=_("Front of the line") if front and front["value"] and float(front["value"]) else _("Ordinary place"),
        hours=_hours(int(float(hours["value"]))) if hours["value"] else _untold(hours),
        day=percent(float(day["value"])) if day["value"] else _untold(day),
    )


def _multiple(number: str) -> str:
    # As published: formatting cuts digits off and does not round.
    return f"{number_format(number, decimal_pos=len(number.partition('.')[2]))}×"


def _hours(hours: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _untold(line: Mapping[str, Any]) -> str:
    return _("Withheld") if line["withheld"] else _("Nothing to count")
