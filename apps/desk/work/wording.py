"""A work item in words, for the list of work, the page of the item and the home page."""

from datetime import date
from functools import cache

from django.db.models import Field
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.staff_admin import registered_models
from apps.core import clock
from apps.core.fields import name_of
from apps.desk.tones import kind_of, mark, tone_of
from apps.work.models import Item


def state_words(item: Item) -> str:
    """Return the state of the subject of an item in words; "" for a subject without states."""
    field = _state_field(item.subject_type)
    return str(dict(field.flatchoices).get(item.state, "")) if field else ""


def state_drawn(item: Item) -> str:
    """Return the state of the subject of an item in words, on the ground of its tone."""
    words = state_words(item)
    kind = kind_of(_state_field(item.subject_type))
    return mark(words, tone_of(kind, item.state)) if words and kind else words


@cache
def _state_field(name: str) -> Field | None:
    """Return the field that holds the state of the records of a model, given by its name; None if there is none."""
    models = (model for model in registered_models() if name_of(model) == name)
    return next((field for model in models for field in model._meta.concrete_fields if field.name == "state"), None)


def due_words(item: Item) -> str:
    """Return the day that was promised; for a paused item, the day since which the item waits on the seller."""
    if item.paused_at:
        return _("Waits on the seller since %(day)s") % {"day": date_format(clock.day_of(item.paused_at))}
    if item.due_at is None:
        return _("No day is promised")
    return _day(clock.day_of(item.due_at), passed=item.due_at < clock.now())


def target_words(item: Item) -> str:
    """Return the internal target; "" for an item without a target."""
    if item.target_on is None:
        return ""
    return _day(item.target_on, passed=not item.paused_at and item.target_on < clock.today())


def aside_words(item: Item) -> str:
    """Return until when the holder put an item aside, and why; "" for an item that is in hand."""
    if item.aside_until is None or not item.is_aside:
        return ""
    message = _("Put aside until %(day)s by %(name)s") % {"day": date_format(item.aside_until), "name": item.holder}
    return f"{message}: {item.aside_note}" if item.aside_note else message


def age_words(item: Item) -> str:
    days = (clock.today() - clock.day_of(item.opened_at)).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _day(day: date, *, passed: bool) -> str:
    if not passed:
        return date_format(day)
    return format_html('<span class="ks-wrong">{} ({})</span>', date_format(day), _("passed"))
