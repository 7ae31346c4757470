"""The meanings of the HS codes of products, read for all rows of a page by at most two queries."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.utils.translation import gettext as _

from apps.applications.sections import Typed
from apps.tariff.agencies import AGENCIES, ASKED_BY
from apps.tariff.restrictions import restrictions_of
from apps.tariff.selectors import CodeMeaning, code_with_dots, codes_look_up, tariff_is_loaded

register = template.Library()
register.filter("dotted", code_with_dots)
register.filter("restrictions", restrictions_of)


@register.simple_tag
def codes_of(strict: forms.BaseFormSet) -> dict[str, Any]:
    """Return the meanings of the codes in a formset by the prefix of the row, and whether a tariff is loaded."""
    meanings, loaded = _meanings([(form.prefix, form["hs"].value()) for form in strict])
    return {"rows": meanings, "loaded": loaded}


@register.inclusion_tag("portal/applications/codes_read.html")
def codes_read(typed: Typed | None) -> dict[str, Any]:
    """Show the products as they were typed, with the meanings of their codes."""
    rows = {str(number): row for number, row in enumerate((typed or {}).get("rows", ()))}
    meanings, loaded = _meanings([(key, row.get("hs")) for key, row in rows.items()])
    return {
        "products": [(rows[key].get("description", ""), meaning) for key, meaning in meanings.items()],
        "loaded": loaded,
    }


@register.filter
def at(rows: Mapping[str, CodeMeaning], key: str) -> CodeMeaning | None:
    """Return the meaning of the code in a row; None if there is none."""
    return rows.get(key)


@register.filter
def agency_names(agencies: Iterable[str]) -> str:
    """Return the names of agencies, with their usual letters."""
    return ", ".join(_("%(name)s (%(letters)s)") % {"name": AGENCIES[code], "letters": code} for code in agencies)


@register.filter
def agencies_ask(agencies: Iterable[str]) -> str:
    """Return what agencies ask for, each with its letters."""
    return "; ".join(str(ASKED_BY[code]) for code in agencies)


def _meanings(typed: list[tuple[str, object]]) -> tuple[dict[str, CodeMeaning], bool]:
    """Return the meanings of typed codes by key, without unfinished codes, and whether a tariff is loaded."""
    codes = {key: "".join(filter(str.isdecimal, str(text or ""))) for key, text in typed}
    meant = codes_look_up(codes.values())
    loaded = any(meaning.match for meaning in meant.values()) or tariff_is_loaded()
    return {key: meant[code] for key, code in codes.items() if code in meant}, loaded
