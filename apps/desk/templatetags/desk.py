"""Tags and filters for every page of the desk: its menus, and the states of records."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString

from apps.core.uploads import Upload
from apps.desk.navigation import menus
from apps.desk.tones import mark, state_mark, tone_of
from apps.desk.undo import when_words
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
