"""Pages that need no account."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.limits import SECONDS_AN_HOUR, action_count, network_key
from apps.portal.forms import KsnForm, form_refuse
from apps.standing.models import Standing


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
