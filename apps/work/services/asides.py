"""Writes of the day until which a holder puts a case aside."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.fields import max_length_of
from apps.work.models import Item
from apps.work.services.items import item_event_record

# The longest time for which a case is put aside.
MAX_ASIDE = timedelta(days=90)
MAX_NOTE = max_length_of(Item, "aside_note")


@transaction.atomic
def case_put_aside(*, actor: User, subject: tuple[str, int], until: date, note: str = "") -> None:
    """Put the work on a case, given as (model name, id), aside until a day: it leaves the work of its holder, and comes
    back by itself on the day.

    Raises Conflict if the actor does not hold the work or the work is late or due today, and Invalid for a day before
    tomorrow, after `MAX_ASIDE`, or after the day by which the work must be done.
    """
    items = _lock_held(actor, subject)
    if not items:
        raise Conflict(_("You do not hold this. Take it first, then put it aside."), code="not_held")
    last = min(map(_last_day, items))
    if last <= clock.today():
        raise Conflict(_("This is late or due today, so it stays in your work."), code="late")
    if not clock.today() < until <= last:
        message = _("Choose a day after today, and at the latest %(day)s.") % {"day": date_format(last)}
        raise InvalidInput(message, fields={"until": [message]})
    note = note.strip()
    if len(note) > MAX_NOTE:
        message = _("Write at most %(most)d characters.") % {"most": MAX_NOTE}
        raise InvalidInput(message, fields={"note": [message]})
    for item in items:
        item.aside_until, item.aside_note = until, note
        item.save(update_fields=["aside_until", "aside_note"])
        item_event_record("put_aside", item, actor, until=until.isoformat())


@transaction.atomic
def case_take_up(*, actor: User, subject: tuple[str, int]) -> None:
    """Bring the work on a case that the actor put aside back before its day."""
    for item in _lock_held(actor, subject):
        if item.aside_until is not None:
            item.aside_until, item.aside_note = None, ""
            item.save(update_fields=["aside_until", "aside_note"])
            item_event_record("taken_up", item, actor)


def _lock_held(actor: User, subject: tuple[str, int]) -> list[Item]:
    """Lock and return the open items about a case that the actor holds."""
    about = Item.objects.filter(subject_type=subject[0], subject_id=subject[1], closed_at=None, holder=actor)
    return list(about.select_for_update().order_by("pk"))


def _last_day(item: Item) -> date:
    """Return the last day until which an item may be put aside. The days of a paused item move: none counts."""
    days = [clock.today() + MAX_ASIDE]
    if item.paused_at is None:
        days += [] if item.due_at is None else [clock.day_of(item.due_at)]
        days += [] if item.target_on is None else [item.target_on]
    return min(days)
