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
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_safe

from apps.accounts.devices import REMEMBERED
from apps.accounts.requests import UserRequest
from apps.accounts.services import language_choose
from apps.applications.selectors import clocks
from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES
from apps.core.limits import SECONDS_AN_HOUR, action_count, network_key
from apps.core.uploads import MAX_FILES
from apps.correspondence.selectors import answer_times
from apps.portal.forms import KsnForm, form_refuse
from apps.standing.models import Standing

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


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Show whether a number is known, and the status and tier of its holder: not the name, and no finding."""
    form = KsnForm(request.GET if "ksn" in request.GET else None)
    context = {"form": form}
    if form.is_valid() and not action_count(request, "number_checked", key=network_key(request)):
        form_refuse(form, _("Many numbers were checked from your network just now. Try again in an hour."))
        answer = render(request, "portal/public/verify.html", context, status=429)
        answer["Retry-After"] = str(SECONDS_AN_HOUR)
        return answer
    if form.is_valid():
        ksn = form.cleaned_data["ksn"]
        context |= {"ksn": ksn, "standing": _standing_of(ksn), "asked": True}
    return render(request, "portal/public/verify.html", context, status=422 if form.errors else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Return the addresses that search engines should leave out, and where the list of public pages is.

    A page of a business leads whoever is not signed in to `/accounts/`. The page itself is not listed: a list of
    addresses protects nothing, and programs that judge pages take a listed page for a fault.
    """
    lines = [
        *("User-agent: *", "Disallow: /accounts/", "Disallow: /admin/"),
        f"Sitemap: {settings.SITE['url']}{reverse('portal:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Return the address to which a weakness is to be reported (RFC 9116)."""
    expires = clock.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.SITE['contact']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es, zh",
        f"Canonical: {settings.SITE['url']}{reverse('portal:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _standing_of(ksn: str) -> Standing | None:
    """Return the standing of the business with a Known Shipper Number; None if nobody has the number."""
    return Standing.objects.select_related("shipper").filter(shipper__ksn=ksn).first()


def set_language(request: UserRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, as the view of Django does, and in the account of who is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        language_choose(actor=request.user, language=language)
    return i18n.set_language(request)
