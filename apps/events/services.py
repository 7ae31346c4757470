from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce

from apps.accounts import permissions
from apps.core import clock
from apps.core.logs import brief
from apps.core.wake import wake_on_commit
from apps.events.models import Delivery, Event, Lane
from apps.events.registry import handler_named, handlers_of

log = structlog.get_logger(__name__)

# After 4, 16, 64 ... seconds, then every hour: the tenth failure comes some four hours after the first.
ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=1)
ROWS_PER_INSERT = 5_000


@dataclass(frozen=True, slots=True)
class Happening:
    """What one event tells of. `subject` is (model name, id); `payload` holds ids, codes and numbers only."""

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
    """Write an event, and a delivery for each handler of its kind, in the caller's transaction.

    `subject` is (model name, id). `payload` holds ids, codes and numbers only, never personal data.
    `lane` overrides the handlers' own, for one event that cannot wait or ten thousand that can.
    """
    return record_many(kind, events=[Happening(subject, shipper_id, payload)], actor=actor, lane=lane)[0]


def record_many(
    kind: str, *, events: Sequence[Happening], actor: AbstractBaseUser | None = None, lane: Lane | None = None
) -> list[Event]:
    """`record` for many events of one kind, in a few statements."""
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of the fact that it tells of.")
    now = clock.now()
    rows = Event.objects.bulk_create(
        [
            Event(
                kind=kind,
                at=now,
                actor=actor,
                subject_type=happening.subject[0],
                subject_id=happening.subject[1],
                shipper_id=happening.shipper_id,
                payload=dict(happening.payload),
            )
            for happening in events
        ],
        batch_size=ROWS_PER_INSERT,
    )
    handlers = handlers_of(kind)
    Delivery.objects.bulk_create(
        [
            Delivery(event=row, handler=handler.name, lane=lane or handler.lane, due_at=now)
            for row in rows
            for handler in handlers
        ],
        batch_size=ROWS_PER_INSERT,
    )
    if rows:
        _wake({lane or handler.lane for handler in handlers})
    return rows


def dispatch(lane: Lane, limit: int) -> int:
    """Handle up to `limit` deliveries that are due, and say how many were tried.

    Takes those of this lane and, before each of them, those of more urgent lanes: whoever works on a million bulk
    deliveries turns to an urgent one as soon as the handler at hand is done.
    """
    lanes = list(Lane)[: list(Lane).index(lane) + 1]
    return next((tried for tried in range(limit) if not _deliver_next(lanes)), limit)


def drain() -> int:
    """Handle, in this process, all that is due in any lane and all that comes of it. Says how many were tried."""
    tried = 0
    while _deliver_next(list(Lane)):
        tried += 1
    return tried


@transaction.atomic
def delivery_replay(*, actor: AbstractBaseUser, delivery_ids: Sequence[int]) -> int:
    """Give parked deliveries a new set of attempts, from now; says how many. Others are left as they are."""
    permissions.require(actor, "operate")
    parked = list(
        Delivery.objects.select_for_update().filter(pk__in=delivery_ids, state=Delivery.State.PARKED).order_by("pk")
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in parked]).update(
        state=Delivery.State.PENDING, attempts=0, due_at=clock.now()
    )
    record_many("events.replayed", events=[Happening(("delivery", delivery.pk)) for delivery in parked], actor=actor)
    _wake({Lane(delivery.lane) for delivery in parked})
    return len(parked)


def _wake(lanes: set[Lane]) -> None:
    for lane in sorted(lanes):
        wake_on_commit("events.dispatch", str(lane), queue=str(lane))


def _deliver_next(lanes: Sequence[Lane]) -> bool:
    """Handle the first delivery that is due in the first of these lanes that has one; False if none has.

    The claim is the row's lock, held to the end of the handler's own transaction. So a worker that dies at any
    instruction leaves the delivery as it was, and free.
    """
    delivery = None
    try:
        with transaction.atomic():
            delivery = _claim(lanes)
            if delivery is None:
                return False
            _handle(delivery)
            Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DONE, done_at=clock.now(), error="")
    except Exception as error:
        if delivery is None:
            raise
        _put_off(delivery, error)
    return True


def _claim(lanes: Sequence[Lane]) -> Delivery | None:
    now = clock.now()
    first_of_each = [
        Subquery(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(lane=lane, state=Delivery.State.PENDING, due_at__lte=now)
            .order_by("due_at", "pk")
            .values("pk")[:1]
        )
        for lane in lanes
    ]
    # One statement looks no further than the first lane that has something, and locks that alone.
    claimed = Coalesce(*first_of_each, Value(None))
    return Delivery.objects.select_for_update(of=("self",)).select_related("event").filter(pk=claimed).first()


def _handle(delivery: Delivery) -> None:
    handler = handler_named(delivery.handler)
    if handler is None:
        # Perhaps only this worker is older than the one that recorded it: hence an ordinary failure, tried again.
        raise LookupError(delivery.handler)
    handler.handle(delivery.event)


@transaction.atomic
def _put_off(failed: Delivery, error: Exception) -> None:
    pending = Delivery.objects.select_for_update(skip_locked=True).filter(pk=failed.pk, state=Delivery.State.PENDING)
    delivery = pending.first()
    if delivery is None:
        return  # the failure set it free, and another worker was quick to take it
    delivery.attempts += 1
    delivery.error = brief(error)
    if delivery.attempts >= ATTEMPTS:
        delivery.state = Delivery.State.PARKED
    else:
        delivery.due_at = clock.now() + min(timedelta(seconds=4**delivery.attempts), LONGEST_WAIT)
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
