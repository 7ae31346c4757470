"""The search for the HS code of a product: a page of its own or, with scripts, a panel beside the product."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import Typed, section_of
from apps.core.errors import Conflict, DomainError, InvalidInput, NotFound
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.overview import application_context
from apps.portal.applications.parts import draft_forget
from apps.portal.forms import number_in
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.tariff.selectors import code_with_dots, codes_suggest

PRODUCTS = "products"
BLANK: Typed = {"rows": [{}]}


@for_sellers
@require_http_methods(["GET", "POST"])
def search(request: UserRequest, application_id: int) -> HttpResponse:
    """Search for the code of a product; a POST saves what was typed, with the chosen code in the row of the product."""
    application = application_for(request.user, application_id)
    require(request.user, application.shipper_id, Ability.PREPARE)
    if PRODUCTS not in selectors.sections_open(application):
        return redirect(_products(application))
    if request.method == "POST":
        return _section_save(request, application)
    row = number_in(request.GET, "row") or 0
    if "HX-Request" in request.headers:
        template = (
            "portal/applications/codes_matches.html" if "q" in request.GET else "portal/applications/codes_panel.html"
        )
        typed = request.GET.get(f"row-{row}-description", "")
        response = render(request, template, _context(application, row, request.GET.get("q", typed)))
    else:
        response = _page(request, application, row)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _section_save(request: UserRequest, application: Application) -> HttpResponse:
    """Save the section of products: as the form of the section sends it, or as it is saved with the chosen code."""
    section, (saved, _version) = section_of(PRODUCTS), _saved_products(application)
    whole = "row-TOTAL_FORMS" in request.POST
    typed = section.typed(request.POST) if whole else saved
    row, code = _choice_in(request.POST)
    try:
        services.section_save(
            actor=request.user,
            application_id=application.pk,
            key=PRODUCTS,
            typed=_with_code(typed, row, code),
            version=number_in(request.POST, "version") or 0,
        )
    except (Conflict, InvalidInput) as refusal:
        # The page of the section shows the refusal, and what was typed beside what is saved.
        page = _products(application)
        return redirect(page, preserve_request=True) if whole else _page(request, application, row, refusal)
    there = f"{_products(application)}#id_row-{row}-hs" if code else f"{request.path}?row={row}"
    return draft_forget(request, redirect(there), page=_products(application))


def _choice_in(post: QueryDict) -> tuple[int, str]:
    """Return the row that a button is about, and the chosen code; "" if the button searches for one."""
    row, _colon, code = post.get("use", post.get("find", "")).partition(":")
    if not (row.isdecimal() and len(row) < 4):
        raise NotFound(_("There is no such product."))
    return int(row), code if code.isdecimal() else ""


def _with_code(typed: Typed, row: int, code: str) -> Typed:
    given = _row(typed, row) | ({"hs": code_with_dots(code)} if code else {})
    return {"rows": [*typed["rows"][:row], given, *typed["rows"][row + 1 :]]}


def _row(typed: Typed, row: int) -> dict[str, str]:
    if row >= len(typed["rows"]):
        raise NotFound(_("There is no such product."))
    return typed["rows"][row]


def _page(request: UserRequest, application: Application, row: int, refusal: DomainError | None = None) -> HttpResponse:
    saved, version = _saved_products(application)
    product = _row(saved, row).get("description", "")
    context = {
        **application_context(request, application),
        **_context(application, row, request.GET.get("q", product)),
        "section": section_of(PRODUCTS),
        "version": version,
        "product": product,
        "refusal": refusal,
    }
    return render(request, "portal/applications/codes.html", context, status=refusal.status if refusal else 200)


def _context(application: Application, row: int, words: str) -> dict[str, Any]:
    """Return the context of the search, for the page and the panel."""
    return {
        "application": application,
        "row": row,
        "number": row + 1,
        "q": words,
        "found": codes_suggest(words),
    }


def _saved_products(application: Application) -> tuple[Typed, int]:
    """Return the section of products as saved, one blank row before it is, and its version."""
    row = application.sections.filter(key=PRODUCTS).first()
    return (row.data or BLANK, row.version) if row else (BLANK, 0)


def _products(application: Application) -> str:
    return reverse("portal:apply_section", args=[application.pk, PRODUCTS])
