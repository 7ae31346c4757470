"""Pages that need no account."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.policy.schema import TIERS
from apps.policy.selectors import policy_on, terms_of
from apps.portal.forms import KsnForm
from apps.portal.selectors import standing_by_ksn
from apps.portal.wording import tier_text


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    terms = terms_of(policy_on(clock.today()))
    context = {
        "terms": terms,
        "tiers": [tier_text(terms, tier) for tier in (0, *TIERS)],
        "form": KsnForm(),
    }
    return render(request, "portal/landing.html", context)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a number is known, and where its holder stands. Never what was found about the holder, nor who it is."""
    form = KsnForm(request.GET if "ksn" in request.GET else None)
    context = {"form": form}
    if form.is_valid():
        ksn = form.cleaned_data["ksn"]
        context |= {"ksn": ksn, "standing": standing_by_ksn(ksn), "asked": True}
    return render(request, "portal/verify.html", context, status=422 if form.errors else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /accounts/", "Disallow: /admin/", "Disallow: /home/", "Disallow: /inbox/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    expires = clock.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.SITE['contact']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es, zh",
        f"Canonical: {settings.SITE['url']}{reverse('portal:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
