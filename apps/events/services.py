"""Writes of events and their deliveries, and the dispatcher that runs the handlers."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import batched, zip_longest
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.logs import brief
from apps.core.wake_ups import wake_on_commit
from apps.events.kinds import require_declared
from apps.events.models import Delivery, DeliveryState, Event, Lane
from apps.events.registry import handler_named, handlers_of

log = structlog.get_logger(__name__)

# A failed delivery is tried again after 4, 16, 64 ... seconds, then every hour: the tenth failure comes some four hours
# after the first.
MAX_ATTEMPTS = 10
MAX_WAIT = timedelta(hours=1)
ROWS_PER_INSERT = 5_000

# The statements for recording an event and for delivering it are by hand, since they run for everything that happens in
# the program, and building them from querysets takes longer than running them.
_EVENT = ("id", "kind", "at", "actor_id", "subject_type", "subject_id", "shipper_id", "payload")
_RECORD = """
WITH recorded AS (
    INSERT INTO events_event (kind, at, actor_id, subject_type, subject_id, shipper_id, payload)
    SELECT %(kind)s, %(at)s, %(actor)s::bigint, * FROM unnest(
        %(subject_types)s::text[], %(subject_ids)s::bigint[], %(shippers)s::bigint[], %(payloads)s::jsonb[])
    RETURNING id, kind, at, actor_id, subject_type, subject_id, shipper_id, payload
), delivered AS (
    INSERT INTO events_delivery (event_id, handler, lane, state, attempts, due_at, error)
    SELECT recorded.id, handlers.name, handlers.lane, 'pending', 0, %(at)s, ''
    FROM recorded, unnest(%(handlers)s::text[], %(lanes)s::text[]) AS handlers (name, lane)
)
SELECT * FROM recorded
"""
_DELIVERY = ("id", "event_id", "handler", "lane")
# Stops at the first lane that has a delivery, and locks this delivery alone. A lane that is NULL has none.
_CLAIM = """
SELECT delivery.id, delivery.event_id, delivery.handler, delivery.lane,
    event.id, event.kind, event.at, event.actor_id, event.subject_type, event.subject_id, event.shipper_id,
    event.payload
FROM events_delivery delivery JOIN events_event event ON event.id = delivery.event_id
WHERE delivery.id = (SELECT coalesce(
    (SELECT id FROM events_delivery WHERE state = 'pending' AND lane = %(first)s AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
    (SELECT id FROM events_delivery WHERE state = 'pending' AND lane = %(second)s AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
    (SELECT id FROM events_delivery WHERE state = 'pending' AND lane = %(third)s AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)))
"""
_DONE = "UPDATE events_delivery SET state = 'done', done_at = %s, error = '' WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record. `subject` is (model name, id); `payload` holds ids, codes and numbers, no personal data."""

    subject: tuple[str, int]
    shipper_id: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def record(
    kind: str,
    *,
    subject: tuple[str, int],
    shipper_id: int | None = None,
    actor: AbstractBaseUser | None = None,
    lane: Lane | None = None,
    **payload: Any,
) -> Event:
    """Record an event, and a delivery for each handler of its kind, in the caller's transaction.

    `subject` is (model name, id). `payload` holds ids, codes and numbers, never personal data. `lane` replaces the
    lanes of the handlers, for an event that cannot wait or for ten thousand that can.
    """
    return record_many(kind, events=[NewEvent(subject, shipper_id, payload)], actor=actor, lane=lane)[0]


def record_many(
    kind: str, *, events: Sequence[NewEvent], actor: AbstractBaseUser | None = None, lane: Lane | None = None
) -> list[Event]:
    """Record many events of one kind, as `record` does one, in a few statements.

    Raises LookupError for a kind that no app declares, RuntimeError outside a transaction.
    """
    require_declared(kind)
    if not connection.in_atomic_block:
        raise RuntimeError("An event must be recorded in the transaction of its fact.")
    handlers = handlers_of(kind)
    values = {
        "kind": kind,
        "at": clock.now(),
        "actor": actor and actor.pk,
        "handlers": [handler.name for handler in handlers],
        "lanes": [str(lane or handler.lane) for handler in handlers],
    }
    rows = [row for part in batched(events, ROWS_PER_INSERT) for row in _events_insert(part, values)]
    if rows:
        _wake({lane or handler.lane for handler in handlers})
    return rows


def _events_insert(events: Sequence[NewEvent], values: dict[str, Any]) -> list[Event]:
    """Insert events with the deliveries of each, and return them in the given order."""
    columns: dict[str, Any] = {
        "subject_types": [event.subject[0] for event in events],
        "subject_ids": [event.subject[1] for event in events],
        "shippers": [event.shipper_id for event in events],
        "payloads": [json.dumps(dict(event.payload)) for event in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values | columns)
        return [_event_of(row) for row in cursor.fetchall()]


def _event_of(row: Sequence[Any]) -> Event:
    """Return the event of a row with the columns `_EVENT`. The number of its request is read only when it is needed."""
    *columns, payload = row
    return Event.from_db(connection.alias, _EVENT, (*columns, json.loads(payload)))


def dispatch(lane: Lane, limit: int) -> int:
    """Handle deliveries that are due, until `limit` or a few more were tried; return how many were tried.

    Before each delivery of the lane, the deliveries of more urgent lanes are handled: a worker with a million bulk
    deliveries turns to an urgent one as soon as the present handler is done.
    """
    lanes = list(Lane)[: list(Lane).index(lane) + 1]
    total = 0
    while total < limit and (tried := _deliver_next(lanes)):
        total += tried
    return total


def drain() -> int:
    """Handle in this process all due deliveries of all lanes, and those that follow; return how many were tried."""
    total = 0
    while tried := _deliver_next(list(Lane)):
        total += tried
    return total


@transaction.atomic
def delivery_replay(*, actor: User, delivery_ids: Sequence[int]) -> int:
    """Schedule a new attempt of parked deliveries now, and return how many. Other deliveries stay unchanged."""
    permissions.require(actor, "operate")
    parked = list(
        Delivery.objects.select_for_update().filter(pk__in=delivery_ids, state=DeliveryState.PARKED).order_by("pk")
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in parked]).update(
        state=DeliveryState.PENDING, attempts=0, due_at=clock.now()
    )
    record_many("events.replayed", events=[NewEvent(("delivery", delivery.pk)) for delivery in parked], actor=actor)
    _wake({Lane(delivery.lane) for delivery in parked})
    return len(parked)


def _wake(lanes: set[Lane]) -> None:
    for lane in sorted(lanes):
        wake_on_commit("events.dispatch", str(lane), queue=str(lane))


def _deliver_next(lanes: Sequence[Lane]) -> int:
    """Handle the first due delivery of the first lane that has one, with the further ones of its handler's batch.

    Returns how many were tried.
    """
    return _deliver(lambda: _claim(lanes))


def _deliver(claim: Callable[[], list[Delivery]]) -> int:
    """Handle the deliveries that `claim` locks, which are all of one handler; return how many were tried.

    The locks are held to the end of the handler's transaction. So a worker that dies at any instruction leaves the
    deliveries unchanged and unlocked.
    """
    deliveries: list[Delivery] = []
    failed: Mapping[int, Exception] = {}
    try:
        with transaction.atomic():
            deliveries = claim()
            if not deliveries:
                return 0
            failed = _handle(deliveries)
            done = [delivery.pk for delivery in deliveries if delivery.event_id not in failed]
            with connection.cursor() as cursor:
                cursor.execute(_DONE, [clock.now(), done])
    except Exception as error:
        match deliveries:
            case []:
                raise
            case [delivery]:
                _postpone(delivery, error)
            case _:
                for delivery in deliveries:
                    _deliver(partial(_claim_again, delivery))
    else:
        for delivery in deliveries:
            if delivery.event_id in failed:
                _postpone(delivery, failed[delivery.event_id])
    return len(deliveries)


def _claim(lanes: Sequence[Lane]) -> list[Delivery]:
    """Lock and return the first due delivery of the first lane that has one, with the further ones of its batch."""
    places = dict(zip_longest(("first", "second", "third"), lanes))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, places | {"now": clock.now()})
        row = cursor.fetchone()
    if row is None:
        return []
    first = Delivery.from_db(connection.alias, _DELIVERY, row[: len(_DELIVERY)])
    first.event = _event_of(row[len(_DELIVERY) :])
    handler = handler_named(first.handler)
    if handler is None or handler.batch_size == 1:
        return [first]
    more = _lock(_due().filter(lane=first.lane, handler=first.handler).exclude(pk=first.pk))
    return [first, *more[: handler.batch_size - 1]]


def _claim_again(delivery: Delivery) -> list[Delivery]:
    return list(_lock(_due().filter(pk=delivery.pk)))


def _due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=clock.now()).order_by("due_at", "pk")


def _lock(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return deliveries.select_for_update(skip_locked=True, of=("self",)).select_related("event")


def _handle(deliveries: Sequence[Delivery]) -> Mapping[int, Exception]:
    """Call the handler of deliveries; return the errors of the events that failed alone, by event."""
    name = deliveries[0].handler
    handler = handler_named(name)
    if handler is None:
        # This worker may be older than the process that recorded the delivery, so it is tried again as any failure is.
        raise LookupError(name)
    return handler.handle([delivery.event for delivery in deliveries]) or {}


@transaction.atomic
def _postpone(failed: Delivery, error: Exception) -> None:
    pending = Delivery.objects.select_for_update(skip_locked=True).filter(pk=failed.pk, state=DeliveryState.PENDING)
    delivery = pending.first()
    if delivery is None:
        return  # the failure unlocked the delivery, and another worker took it
    delivery.attempts += 1
    delivery.error = brief(error)
    if delivery.attempts >= MAX_ATTEMPTS:
        delivery.state = DeliveryState.PARKED
    else:
        delivery.due_at = clock.now() + min(timedelta(seconds=4**delivery.attempts), MAX_WAIT)
    delivery.save(update_fields=["state", "attempts", "due_at", "error"])
    log.error(
        "delivery_failed",
        delivery=delivery.pk,
        event_id=delivery.event_id,
        kind=failed.event.kind,
        handler=delivery.handler,
        attempts=delivery.attempts,
        state=str(delivery.state),
        exc_info=error,
    )
