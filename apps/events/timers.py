"""Timers: events that are recorded when their moment has come, unless they are cleared before."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction

from apps.core import clock
from apps.events.kinds import require_declared
from apps.events.models import Timer
from apps.events.services import NewEvent, record_many

# How many timers are fired in a transaction.
BATCH = 500
type Subject = tuple[str, int]


def timer_set(kind: str, *, subject: Subject, at: datetime, step: str = "", shipper_id: int | None = None) -> None:
    """Set a timer that records an event of a kind at a moment, or move the timer that is set already.

    The timer is set in the caller's transaction, together with the fact that requires the timer.
    """
    timers_set(kind, [(subject, at, shipper_id)], step=step)


def timers_set(kind: str, moments: Iterable[tuple[Subject, datetime, int | None]], *, step: str = "") -> None:
    """Set timers of a kind, each for a subject, at a moment, about a business or none. One query, as `timer_set`."""
    require_declared(kind)
    timers = [
        Timer(kind=kind, step=step, subject_type=subject[0], subject_id=subject[1], due_at=at, shipper_id=shipper_id)
        for subject, at, shipper_id in moments
    ]
    Timer.objects.bulk_create(
        timers,
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id", "kind", "step"],
        update_fields=["due_at", "shipper_id"],
    )


def timers_clear(*, subject: Subject, kinds: Iterable[str] = ()) -> None:
    """Clear the timers of a record: all of them, or those of some kinds."""
    timers = Timer.objects.filter(subject_type=subject[0], subject_id=subject[1])
    (timers.filter(kind__in=list(kinds)) if kinds else timers).delete()


def fire() -> int:
    """Record the events of all due timers, earliest first; return how many. A late run makes up for missed ones."""
    total = 0
    while fired := _fire_batch():
        total += fired
    return total


@transaction.atomic
def _fire_batch() -> int:
    """Replace a batch of due timers by their events in one transaction, so that no timer is fired twice."""
    due = Timer.objects.select_for_update(skip_locked=True).filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    timers = list(due[:BATCH])
    Timer.objects.filter(pk__in=[timer.pk for timer in timers]).delete()
    for kind, group in groupby(timers, key=lambda timer: timer.kind):
        record_many(kind, events=[_event_of(timer) for timer in group])
    return len(timers)


def _event_of(timer: Timer) -> NewEvent:
    return NewEvent((timer.subject_type, timer.subject_id), timer.shipper_id, {"step": timer.step})
