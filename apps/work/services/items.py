"""Writes of work items: apps open, pause and close them; members of staff hold them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.rows import row_get
from apps.core.workdays import add_workdays, workdays_between
from apps.events.services import NewEvent, record_many
from apps.work.kinds import WorkKind, holder_barred, kind_of, risks_of
from apps.work.models import Item, Severity
from apps.work.selectors import subject_barred
from apps.work.services.notes import note_take_over

MAX_TITLE = 200


@transaction.atomic
def item_open(
    *,
    kind: str,
    subject: tuple[str, int],
    title: str,
    shipper_id: int | None = None,
    due_at: datetime | None = None,
    holder: User | None = None,
    state: str = "",
    country: str = "",
    chapters: Collection[str] = (),
    severity: Severity | None = None,
) -> Item:
    """Open a work item for a record, held by `holder` or by nobody; return the open item if there is one already.

    `subject` is (model name, id) of the record, and `state` its state, if it has states. `country` and `chapters` of
    the Harmonized System are those of the business. `severity` is that of the matter, in place of that of its kind. The
    internal target is never after the promised day, since it counts working days and the promise calendar days. A title
    longer than `MAX_TITLE` is cut.
    """
    found = kind_of(kind)
    item, opened = Item.objects.get_or_create(
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        closed_at=None,
        defaults={
            "title": title[:MAX_TITLE],
            "shipper_id": shipper_id,
            "state": state,
            "country": country,
            "chapters": sorted(chapters),
            "due_at": due_at,
            "target_on": _target_of(found, due_at),
            "severity": found.severity if severity is None else severity,
            "risk": _risk_of(shipper_id),
            "opened_at": clock.now(),
            "holder": holder,
        },
    )
    if opened:
        item_event_record("opened", item)
    return item


@dataclass(frozen=True, slots=True)
class NewItem:
    """A work item to open, with what `item_open` takes."""

    subject: tuple[str, int]
    title: str
    shipper_id: int
    country: str = ""
    due_at: datetime | None = None


@transaction.atomic
def items_open(*, kind: str, items: Sequence[NewItem]) -> None:
    """Open work items of a kind, as `item_open` does one, in as many queries for many as for one. The caller knows that
    none of these subjects has an open item.
    """
    found = kind_of(kind)
    risks = risks_of({each.shipper_id for each in items})
    opened = Item.objects.bulk_create(
        Item(
            kind=kind,
            subject_type=each.subject[0],
            subject_id=each.subject[1],
            title=each.title[:MAX_TITLE],
            shipper_id=each.shipper_id,
            country=each.country,
            due_at=each.due_at,
            target_on=_target_of(found, each.due_at),
            severity=found.severity,
            risk=risks[each.shipper_id],
            opened_at=clock.now(),
        )
        for each in items
    )
    record_many("work.opened", events=[_event_of(item) for item in opened])


@transaction.atomic
def item_reopen(*, kind: str, subject: tuple[str, int], state: str, holder: User | None) -> None:
    """Reopen the last item of a kind and record, whose work is not done after all. Its target, its promised day and the
    day on which it was opened stay as they were.
    """
    closed = Item.objects.filter(kind=kind, subject_type=subject[0], subject_id=subject[1], closed_at__isnull=False)
    item = closed.select_for_update(of=("self",)).latest("pk")
    item.closed_at = item.closed_by = None
    item.state, item.holder = state, holder
    item.save(update_fields=["closed_at", "closed_by", "state", "holder"])
    item_event_record("reopened", item, holder_id=holder and holder.pk)


@transaction.atomic
def item_close(*, kind: str, subject: tuple[str, int], actor: User | None = None) -> None:
    """Close the open item of a kind and record, if there is one."""
    items_close(kind=kind, model=subject[0], ids=[subject[1]], actor=actor)


@transaction.atomic
def items_close(*, kind: str, model: str, ids: Collection[int], actor: User | None = None) -> None:
    """Close the open items of a kind about some records of a model, as `item_close` does one, in three queries."""
    items = list(_open_items(kind, model, ids))
    for item in items:
        item.closed_at, item.closed_by = clock.now(), actor
        if item.paused_at is not None:
            item.paused_for += item.closed_at - item.paused_at
    Item.objects.bulk_update(items, ["closed_at", "closed_by", "paused_for"])
    record_many("work.closed", events=[_event_of(item) for item in items], actor=actor)


@transaction.atomic
def items_state_set(*, subject: tuple[str, int], state: str) -> None:
    """Set the state of the open items of a record, by which the lists of work are filtered."""
    waiting = Item.objects.filter(subject_type=subject[0], subject_id=subject[1], closed_at=None)
    waiting.exclude(state=state).update(state=state)


@transaction.atomic
def items_risk_update(*, shipper_ids: Collection[int]) -> None:
    """Bring the risk of the open items about some businesses up to date, by which late work is ordered.

    The risk is worked out for those businesses alone about which an item is open: few of many that were reported.
    """
    waiting = Item.objects.filter(shipper_id__in=shipper_ids, closed_at=None).order_by("shipper_id")
    for shipper_id, risk in risks_of(list(waiting.values_list("shipper_id", flat=True).distinct())).items():
        Item.objects.filter(shipper_id=shipper_id, closed_at=None).exclude(risk=risk).update(risk=risk)


@transaction.atomic
def item_pause(*, kind: str, subject: tuple[str, int], actor: User | None = None) -> None:
    """Pause the time of the open item of a kind and record, while it waits for the business."""
    for item in _open_item(kind, subject):
        if item.paused_at is None:
            item.paused_at = clock.now()
            item.save(update_fields=["paused_at"])
            item_event_record("paused", item, actor)


@transaction.atomic
def item_resume(*, kind: str, subject: tuple[str, int], actor: User | None = None) -> None:
    """End the pause of an item, and move its due day by the length of the pause, its target by the working days."""
    for item in _open_item(kind, subject):
        if item.paused_at is not None:
            if item.due_at is not None:
                item.due_at += clock.now() - item.paused_at
            if item.target_on is not None:
                paused = workdays_between(clock.day_of(item.paused_at), clock.today())
                item.target_on = _within_promise(add_workdays(item.target_on, paused), item.due_at)
            item.paused_for += clock.now() - item.paused_at
            item.paused_at = None
            item.save(update_fields=["due_at", "target_on", "paused_at", "paused_for"])
            item_event_record("resumed", item, actor)


@transaction.atomic
def item_claim(*, actor: User, item_id: int) -> Item:
    """Claim an item; raise Conflict if somebody else holds it, it is about a business of the actor, or the actor may
    not do items of its kind about this subject.
    """
    item = _lock(item_id)
    permissions.require(actor, kind_of(item.kind).permission)
    if item.holder_id == actor.pk:
        return item
    if item.holder_id is not None:
        raise Conflict(_("%(name)s holds this already.") % {"name": item.holder}, code="held")
    if barred := holder_barred(actor, item.shipper_id) or subject_barred(actor, item):
        raise Conflict(barred, code="blocked")
    return _holder_set(actor, item, "claimed", actor)


@transaction.atomic
def item_take_over(*, actor: User, item_id: int) -> Item:
    """Take over an item that a colleague holds. Any colleague who may do items of its kind may take the item over. The
    event names the colleague who held it, and a note tells that colleague. Raises Conflict as `item_claim` does, and
    where nobody holds the item.
    """
    item = _lock(item_id)
    permissions.require(actor, kind_of(item.kind).permission)
    if item.holder_id is None:
        raise Conflict(_("Nobody holds this any more. Take it."), code="not_held")
    if item.holder_id == actor.pk:
        return item
    if barred := holder_barred(actor, item.shipper_id) or subject_barred(actor, item):
        raise Conflict(barred, code="blocked")
    held_by = item.holder_id
    note_take_over(actor=actor, item=item, held_by=held_by)
    return _holder_set(actor, item, "taken_over", actor, held_by=held_by)


@transaction.atomic
def item_release(*, actor: User, item_id: int) -> Item:
    """Release an item, so that nobody holds it: one's own, or any with the permission to assign work."""
    item = _lock(item_id)
    if item.holder_id is None:
        return item
    if item.holder_id != actor.pk:
        permissions.require(actor, "assign_work")
    return _holder_set(None, item, "released", actor)


@transaction.atomic
def item_assign(*, actor: User, item_id: int, holder: User) -> Item:
    """Assign an item to a member of staff.

    Raises NotAllowed if their role does not allow this kind of work, Conflict if the item is about their business.
    """
    permissions.require(actor, "assign_work")
    item = _lock(item_id)
    if kind_of(item.kind).permission not in permissions.held(holder):
        raise NotAllowed(_("The role of %(name)s does not allow this kind of work.") % {"name": holder})
    if holder_barred(holder, item.shipper_id):
        raise Conflict(
            _("%(name)s is, or was until lately, on this business's team. Somebody else must handle it.")
            % {"name": holder},
            code="blocked",
        )
    if barred := subject_barred(holder, item):
        raise Conflict(barred, code="blocked")
    return _holder_set(holder, item, "assigned", actor)


@transaction.atomic
def item_hand_over(*, kind: str, subject: tuple[str, int], holder: User) -> None:
    """Give the open item of a kind and record to the member of staff who sees to the record now."""
    for item in _open_item(kind, subject):
        if item.holder_id != holder.pk:
            _holder_set(holder, item, "assigned", None)


def _risk_of(shipper_id: int | None) -> Severity:
    return Severity.NONE if shipper_id is None else risks_of([shipper_id])[shipper_id]


def _target_of(kind: WorkKind, due_at: datetime | None) -> date | None:
    target = None if kind.target_days is None else add_workdays(clock.today(), kind.target_days)
    return _within_promise(target, due_at)


def _within_promise(target: date | None, due_at: datetime | None) -> date | None:
    """Return a target, at the latest the day that was promised."""
    return target if target is None or due_at is None else min(target, clock.day_of(due_at))


def _holder_set(holder: User | None, item: Item, action: str, actor: User | None, **payload: Any) -> Item:
    # An item that the last holder put aside is in the work of the next holder.
    item.holder, item.aside_until, item.aside_note = holder, None, ""
    item.save(update_fields=["holder", "aside_until", "aside_note"])
    item_event_record(action, item, actor, holder_id=holder and holder.pk, **payload)
    return item


def _open_item(kind: str, subject: tuple[str, int]) -> QuerySet[Item]:
    """Return the open item of a kind and record as a query of one or none, which locks the item."""
    return _open_items(kind, subject[0], [subject[1]])


def _open_items(kind: str, model: str, ids: Collection[int]) -> QuerySet[Item]:
    """Return the open items of a kind about some records of a model as a query, which locks the items in key order."""
    waiting = Item.objects.filter(kind=kind, subject_type=model, subject_id__in=ids, closed_at=None)
    return waiting.select_for_update().order_by("subject_id")


def _lock(item_id: int) -> Item:
    item = row_get(
        Item.objects.select_for_update(of=("self",)).select_related("holder"),
        _("There is no such work item."),
        pk=item_id,
    )
    if item.closed_at is not None:
        raise Conflict(_("This is done already."), code="closed")
    return item


def item_event_record(action: str, item: Item, actor: User | None = None, **payload: Any) -> None:
    """Record an event of a work item."""
    record_many(f"work.{action}", events=[_event_of(item, **payload)], actor=actor)


def _event_of(item: Item, **payload: Any) -> NewEvent:
    about = [item.subject_type, item.subject_id]
    return NewEvent(("item", item.pk), item.shipper_id, {"work": item.kind, "about": about, **payload})
