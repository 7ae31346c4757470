"""Writes of the holders of work items, as the lists of work call them.

A kind may have services of its own, which do more and then call those of `items.py`: whoever claims the item of an
application takes the application into review. Items of all other kinds are claimed by `items.py` alone.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict, DomainError, NotFound
from apps.core.rows import row_get
from apps.work.kinds import holder_services_of, kinds_for
from apps.work.models import Item
from apps.work.selectors import first_in_order, items_of_holder, items_open, items_seen
from apps.work.services.items import item_assign, item_claim, item_release, item_take_over

# How many items are tried when colleagues claim the next ones at the same moment.
MAX_TRIES = 10


def work_claim(*, actor: User, item_id: int) -> None:
    """Claim an item; raise Conflict if somebody else holds it, or its record can't be claimed now."""
    item = _item(item_id)
    services = holder_services_of(item.kind)
    if services:
        services.claim(actor=actor, subject_id=item.subject_id)
    else:
        item_claim(actor=actor, item_id=item_id)


def work_take_over(*, actor: User, item_id: int) -> None:
    """Take over an item that a colleague holds; raise Conflict if nobody does, or its record can't be held now."""
    item = _item(item_id)
    services = holder_services_of(item.kind)
    if services:
        services.take_over(actor=actor, subject_id=item.subject_id)
    else:
        item_take_over(actor=actor, item_id=item_id)


def work_release(*, actor: User, item_id: int) -> None:
    """Release an item, so that nobody holds it: one's own, or any with the permission to assign work."""
    item = _item(item_id)
    services = holder_services_of(item.kind)
    if services:
        services.release(actor=actor, subject_id=item.subject_id)
    else:
        item_release(actor=actor, item_id=item_id)


def work_assign(*, actor: User, item_id: int, holder: User) -> None:
    """Assign an item to a member of staff, whoever holds the item now."""
    item = _item(item_id)
    services = holder_services_of(item.kind)
    if services:
        services.assign(actor=actor, subject_id=item.subject_id, holder=holder)
    else:
        item_assign(actor=actor, item_id=item_id, holder=holder)


def work_claim_next(*, actor: User) -> Item:
    """Claim the first item in the order of work that nobody holds and the actor's role may do; raise NotFound if there
    is none.
    """
    mine = [kind.code for kind in kinds_for(permissions.held(actor))]
    waiting = items_seen(actor, items_open()).filter(holder=None, paused_at=None, kind__in=mine)
    for item in first_in_order(waiting, MAX_TRIES)[:MAX_TRIES]:
        try:
            work_claim(actor=actor, item_id=item.pk)
        except Conflict:
            # A colleague was quicker, or the item concerns a business of the actor: try the next one.
            continue
        return item
    raise NotFound(_("There is no work item that you may claim now."))


@dataclass(slots=True)
class Transfer:
    """The result of a transfer: how many items have a new holder, and the distinct reasons why others do not."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def work_transfer(*, actor: User, giver: User | None, holder: User, limit: int) -> Transfer:
    """Assign up to `limit` items of `giver` (or of nobody, for None) to `holder`, in the order of work."""
    permissions.require(actor, "assign_work")
    if giver == holder:
        raise Conflict(_("Choose two different people."), code="same_person")
    transfer = Transfer()
    for item in items_of_holder(giver)[:limit]:
        try:
            work_assign(actor=actor, item_id=item.pk, holder=holder)
        except DomainError as refusal:
            if str(refusal.message) not in transfer.refusals:
                transfer.refusals.append(str(refusal.message))
        else:
            transfer.count += 1
    return transfer


def _item(item_id: int) -> Item:
    return row_get(Item.objects, _("There is no such work item."), pk=item_id)
