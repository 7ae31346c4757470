"""A work item in words, for the list of work, the page of the item and the home page."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.applications.models import ApplicationState
from apps.core import clock
from apps.desk.tones import application_mark
from apps.work.models import Item


def state_words(item: Item) -> Any:
    """Return the state of the subject in words, with its tone; only applications have a state so far."""
    return application_mark(item.state) if item.state in ApplicationState.values else item.state


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
