"""Tags and filters for every page of the desk: its menus, and the states of records."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString

from apps.core.languages import language_note
from apps.core.templatetags.components import longfact
from apps.core.uploads import Upload
from apps.desk.navigation import menus
from apps.desk.tones import mark, state_mark, tone_of
from apps.desk.undo import when_words
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.work.models import Severity
from apps.work.selectors import CaseNote

register = template.Library()


@register.filter
def state(shown: Model, name: str = "state") -> SafeString:
    """Return the state of a record in words, on the ground of its tone; by its name, the state that another field
    holds.
    """
    return state_mark(shown, name)


@register.filter
def severity(value: Severity) -> SafeString:
    """Return how grave something is, on the ground of its tone."""
    return mark(value.label, tone_of(Severity, value))


@register.filter
def when_done(note: CaseNote) -> str:
    """Return when an act is done that can be undone until then."""
    return when_words(note)


@register.simple_tag
def businessfact(shipper: Shipper, panel: str = "") -> SafeString:
    """Draw the fact of the business that a record is about, with the way to a panel of its page."""
    address = reverse("admin:shippers_shipper_change", args=[shipper.pk]) + (f"?panel={panel}" if panel else "")
    number = f" ({shipper.ksn})" if shipper.ksn else ""
    return longfact(format_html('<a href="{}">{}</a>{}', address, shipper, number), "Business")


@register.simple_tag
def standingfact(standing: Standing | None) -> SafeString:
    """Draw the fact of the standing that a business has now; nothing for one that has none."""
    if not standing:
        return SafeString()
    return longfact(format_html("{}, tier {}", state_mark(standing, "status"), standing.tier), "Standing now")


@register.simple_tag
def quote(text: str, language: str, *, note: bool = False) -> SafeString:
    """Draw the words of somebody in their language; with a note that names the language for who does not read it."""
    words = SafeString(linebreaks(text, autoescape=True))  # nosec B703 # escaped
    sentence = language_note(language) if note else ""
    named = format_html("<p>{}</p>", sentence) if sentence else ""
    return format_html('{}<blockquote lang="{}">{}</blockquote>', named, language, words)


@register.inclusion_tag("admin/desk/menus.html", takes_context=True)
def desk_menus(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the places of the desk by subject. A page that could not be drawn has no list of places."""
    request = context["request"]
    return {"menus": menus(context.get("available_apps", ()), request.path), "path": request.path}


@register.inclusion_tag("admin/desk/files.html", takes_context=True)
def file_list(context: dict[str, Any], files: Iterable[Upload], code: str, address: str) -> dict[str, Any]:
    """List the files of a case. The viewer of the page opens each by its `code`; `address` gives the file out."""
    rows = [(file, {code: file.pk}) for file in files]
    return {"rows": rows, "address": address, "request": context["request"]}
