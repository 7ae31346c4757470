"""The register of reasons in public: a page with filters, and its files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES
from apps.core.shares import percent
from apps.measures.reasons import selectors
from apps.measures.reasons.files import SCHEMA, json_of, table_of
from apps.measures.reasons.generalization import MAX_WAIT_MONTHS
from apps.measures.reasons.models import RegisterRow
from apps.measures.reasons.vocabulary import GROUNDS, WIDER_GROUNDS, ActionEnd, action_choices, names_of
from apps.portal.performance.catalog import json_response

PAGE_SIZE = 20
PARTS = 24
ANY = ("", _lazy("Any"))
# The columns in the order of a reader's questions, with the headings of the page.
NAMED = {"action": _lazy("Action"), "outcome": _lazy("Outcome")}
SHOWN = {
    "ground": _lazy("Ground"),
    "rule": _lazy("Rule"),
    "at_once": _lazy("Effect"),
    "begun_by": _lazy("Begun by"),
    "decided_by": _lazy("Decided by"),
    "days": _lazy("Days"),
    "response": _lazy("Response or answer"),
    "appeal": _lazy("Objection by appeal"),
    "policy": _lazy("Policy"),
}


class FilterForm(forms.Form):
    """The form that chooses rows of the register."""

    action = forms.ChoiceField(label=NAMED["action"], required=False, choices=lambda: [ANY, *action_choices()])
    outcome = forms.ChoiceField(label=NAMED["outcome"], required=False, choices=[ANY, *ActionEnd.choices])
    ground = forms.ChoiceField(label=_lazy("Ground"), required=False, choices=[ANY, *(GROUNDS | WIDER_GROUNDS).items()])


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the rows of the register, those that are alike together, and where the files are."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(selectors.register_groups(**chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    told = selectors.register_told()
    context = {
        "form": form,
        "told": [(heading, percent(told[column])) for column, heading in (NAMED | SHOWN).items()] if told else [],
        "told_of_all": percent(sum(told.values()) / len(told)) if told else "",
        "page": page,
        "groups": [_in_words(group) for group in page],
        "is_filtered": any(chosen.values()),
        "parts": selectors.register_parts()[:PARTS],
        "min_businesses": MIN_BUSINESSES,
        "months": MAX_WAIT_MONTHS,
        "performance_here": True,
    }
    return render(request, "portal/performance/register.html", context)


@require_safe
def register_json(request: HttpRequest, day: str = "") -> HttpResponse:
    """Return the rows of a day, or all of them, as JSON."""
    return HttpResponse(
        json_of(_rows(day)), content_type="application/json", headers={"Access-Control-Allow-Origin": "*"}
    )


@require_safe
def register_csv(request: HttpRequest, day: str = "") -> StreamingHttpResponse:
    """Return the rows of a day, or all of them, as a table."""
    name = f"reasons-{day}.csv" if day else "reasons.csv"
    return StreamingHttpResponse(
        table_of(_rows(day)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"},
    )


@require_safe
def register_schema(request: HttpRequest) -> HttpResponse:
    """Return the schema of the files of the register."""
    return json_response(SCHEMA, "application/schema+json")


def _rows(day: str) -> Iterable[RegisterRow]:
    """Return the rows of a day as it is written in an address, none for a day without any; raise Http404 for a day
    before the register began or after today.
    """
    if not day:
        return selectors.register_rows()
    try:
        asked = date.fromisoformat(day)
    except ValueError as error:
        raise Http404(_("The register has no such day.")) from error
    began = selectors.register_began()
    if began is None or not began <= asked <= clock.today():
        raise Http404(_("The register has no such day."))
    return selectors.register_rows(day=asked)


def _in_words(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group of rows in words."""
    return {
        "number": group["number"],
        "first": group["first_month"],
        "last": group["last_month"],
        "published": group["part__day"],
        "action": _name("action", group["action"]) if group["action"] else _("Kind withheld"),
        "outcome": _name("outcome", group["outcome"]),
        "cells": [(heading, _name(column, group[column])) for column, heading in SHOWN.items()],
    }


def _name(column: str, value: str) -> str:
    if not value:
        return _("Withheld")
    return str(names_of(column).get(value, value))
