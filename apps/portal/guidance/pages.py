"""The list of guidance, each page of it, and the list of public pages for search engines."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.applications.selectors import clocks
from apps.guidance.checks import checks
from apps.guidance.decisions.all import DECISIONS
from apps.guidance.library import ENGLISH, pages, reader_language
from apps.guidance.markup import page_html
from apps.ledger.selectors import ViolationMoney, violations_money
from apps.measures.headline import MEASURES
from apps.measures.selectors import edition_codes, years_released
from apps.shippers.selectors import memberships_of
from apps.tariff.selectors.suggestions import codes_suggest

# The tools that a page can name, each with the template that draws it.
TOOLS = {"codes": "portal/guidance/codes.html", "penalties": "portal/guidance/penalties.html"}
PUBLIC = (
    *("landing", "eligibility", "verify", "policy", "seals"),
    *("privacy", "terms", "help", "accessibility", "guidance", "guidance_costs"),
    *("performance", "performance_calendar", "performance_membership", "performance_guidance"),
    *("performance_promises", "performance_reasons"),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the journeys, the decisions and the subjects of guidance."""
    found = pages(reader_language()).values()
    context = {
        "journeys": [page for page in found if page.is_journey],
        "subjects": [page for page in found if not page.is_journey],
        "decisions": DECISIONS.values(),
        "guidance_here": True,
    }
    return render(request, "portal/guidance/index.html", context)


@require_safe
def page(request: HttpRequest, subject: str) -> HttpResponse:
    """Show a page of guidance in the language of the reader."""
    found = pages(reader_language()).get(subject)
    if found is None:
        raise Http404(_("There is no such page of guidance."))
    context: dict[str, Any] = {
        "page": found,
        "text": page_html(found, figures()),
        "tool": TOOLS.get(found.tool),
        "check": checks(found.language).get(found.slug),
        "guidance_here": True,
    }
    if found.tool == "codes":
        words = request.GET.get("q", "").strip()
        context |= {"q": words, "found": codes_suggest(words) if words else None}
    if found.tool == "penalties" and isinstance(request.user, User):
        context["money"] = _money_of(request.user)
    return render(request, "portal/guidance/page.html", context)


def figures() -> dict[str, int]:
    """Return the numbers of today's policy that pages of guidance name."""
    times = clocks()
    return {
        "decision_days": times.decision_days,
        "response_days": times.response_days,
        "appeal_days": times.appeal_days,
    }


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the public pages in the form of sitemaps.org, and the day on which each page of guidance was reviewed."""
    site = settings.SITE["url"]
    paths = [reverse(f"portal:{name}") for name in PUBLIC]
    paths += [reverse("portal:guidance_decision", args=[key]) for key in DECISIONS]
    paths += [reverse("portal:performance_measure", args=[code]) for code in MEASURES]
    paths += [reverse("portal:performance_report", args=[year]) for year in years_released()]
    paths += [reverse("portal:performance_edition", args=[code]) for code in edition_codes()]
    entries = [f"<url><loc>{escape(site + path)}</loc></url>" for path in paths]
    for each in pages(ENGLISH).values():
        address = site + reverse("portal:guidance_page", args=[each.slug])
        entries.append(f"<url><loc>{escape(address)}</loc><lastmod>{each.reviewed:%Y-%m-%d}</lastmod></url>")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    return HttpResponse("\n".join([*lines, *entries, "</urlset>"]) + "\n", content_type="application/xml")


def _money_of(user: User) -> list[ViolationMoney]:
    """Return the money of the violations of all businesses on whose teams a person is."""
    return violations_money([place.shipper_id for place in memberships_of(user)])
