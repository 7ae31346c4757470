from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection

from apps.core import clock
from apps.core.wake import wake_on_commit
from apps.events.models import Delivery, Event, Lane
from apps.events.registry import handlers_of


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
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of the fact that it tells of.")
    now = clock.now()
    event = Event.objects.create(
        kind=kind,
        at=now,
        actor=actor,
        subject_type=subject[0],
        subject_id=subject[1],
        shipper_id=shipper_id,
        payload=payload,
    )
    deliveries = [
        Delivery(event=event, handler=handler.name, lane=lane or handler.lane, due_at=now)
        for handler in handlers_of(kind)
    ]
    Delivery.objects.bulk_create(deliveries)
    for woken in sorted({delivery.lane for delivery in deliveries}):
        wake_on_commit("events.dispatch", str(woken), queue=str(woken))
    return event
