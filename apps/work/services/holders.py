"""How work changes hands from the lists of work: by the services of its kind, where more follows from it.

An application's item is taken by taking the application for review. What such a service does in the end is what
`items.py` does for every other kind.
"""

from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict, DomainError, NotFound
from apps.work.kinds import holder_services_of, kinds_for
from apps.work.models import Item
from apps.work.selectors import items_of_holder, items_open
from apps.work.services.items import item_assign, item_claim, item_release

# How many of the first are tried, when colleagues are taking the next at the same moment.
MAX_TRIES = 10


def work_claim(*, actor: User, item_id: int) -> None:
    """Take an item. Raises Conflict if somebody else was quicker, or what it is about can't be taken now."""
    item = _item(item_id)
    hands = holder_services_of(item.kind)
    if hands:
        hands.claim(actor=actor, subject_id=item.subject_id)
    else:
        item_claim(actor=actor, item_id=item_id)


def work_release(*, actor: User, item_id: int) -> None:
    """Give an item back to the unassigned: one's own, or anybody's for who may assign work."""
    item = _item(item_id)
    hands = holder_services_of(item.kind)
    if hands:
        hands.release(actor=actor, subject_id=item.subject_id)
    else:
        item_release(actor=actor, item_id=item_id)


def work_assign(*, actor: User, item_id: int, holder: User) -> None:
    """Give an item to a member of staff, whoever holds it now."""
    item = _item(item_id)
    hands = holder_services_of(item.kind)
    if hands:
        hands.assign(actor=actor, subject_id=item.subject_id, holder=holder)
    else:
        item_assign(actor=actor, item_id=item_id, holder=holder)


def work_claim_next(*, actor: User) -> Item:
    """Take what is due first of what nobody holds and the actor's role may do. Raises NotFound if nothing is left."""
    mine = [kind.code for kind in kinds_for(permissions.held(actor))]
    waiting = items_open().filter(holder=None, paused_at=None, kind__in=mine)
    for item in waiting.order_by(F("due_at").asc(nulls_last=True), "pk")[:MAX_TRIES]:
        try:
            work_claim(actor=actor, item_id=item.pk)
        except Conflict:
            # A colleague was quicker, or it is of a business of the actor's own: the next one, then.
            continue
        return item
    raise NotFound(_("Nothing waits that you could take."))


@dataclass(slots=True)
class Transfer:
    """How many items changed hands, and why others did not: each reason once."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def work_transfer(*, actor: User, giver: User | None, holder: User, limit: int) -> Transfer:
    """Give to somebody up to `limit` of what somebody else holds (or nobody, for None), what is due first."""
    permissions.require(actor, "assign_work")
    if giver == holder:
        raise Conflict(_("Choose two different people."), code="same_person")
    moved = Transfer()
    for item in items_of_holder(giver)[:limit]:
        try:
            work_assign(actor=actor, item_id=item.pk, holder=holder)
        except DomainError as refusal:
            if str(refusal.message) not in moved.refusals:
                moved.refusals.append(str(refusal.message))
        else:
            moved.count += 1
    return moved


def _item(item_id: int) -> Item:
    item = Item.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFound(_("There is no such work item."))
    return item
