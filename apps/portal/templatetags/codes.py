"""What the HS codes of products mean, on the pages that show products. All rows of a page cost one query or two."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.utils.translation import gettext as _

from apps.applications.sections import Typed
from apps.tariff.agencies import AGENCIES
from apps.tariff.selectors import Meaning, codes_mean, dotted, tariff_is_loaded

register = template.Library()
register.filter("dotted", dotted)


@register.simple_tag
def codes_of(strict: forms.BaseFormSet) -> dict[str, Any]:
    """The meanings of the codes in a formset of products by the prefixes of its rows, and whether one can search."""
    meanings, loaded = _meanings([(form.prefix, form["hs"].value()) for form in strict])
    return {"rows": meanings, "loaded": loaded}


@register.inclusion_tag("portal/apply/codes_read.html")
def codes_read(typed: Typed | None) -> dict[str, Any]:
    """The products as they were typed, with what their codes mean."""
    rows = {str(number): row for number, row in enumerate((typed or {}).get("rows", ()))}
    meanings, loaded = _meanings([(key, row.get("hs")) for key, row in rows.items()])
    return {
        "products": [(rows[key].get("description", ""), meaning) for key, meaning in meanings.items()],
        "loaded": loaded,
    }


@register.filter
def at(rows: Mapping[str, Meaning], key: str) -> Meaning | None:
    return rows.get(key)


@register.filter
def agency_names(agencies: Iterable[str]) -> str:
    """The agencies by name, with the letters by which people know them."""
    return ", ".join(_("%(name)s (%(letters)s)") % {"name": AGENCIES[code], "letters": code} for code in agencies)


def _meanings(typed: list[tuple[str, object]]) -> tuple[dict[str, Meaning], bool]:
    """The meanings of typed codes by their keys, without those that are no code yet; and whether a tariff is loaded."""
    codes = {key: "".join(filter(str.isdecimal, str(text or ""))) for key, text in typed}
    meant = codes_mean(codes.values())
    loaded = any(meaning.hit for meaning in meant.values()) or tariff_is_loaded()
    return {key: meant[code] for key, code in codes.items() if code in meant}, loaded
