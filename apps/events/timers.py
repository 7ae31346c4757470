"""Timers: events that are recorded when their moment has come, unless they are cleared before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class NewTimer:
    """A timer to set: the kind of the event that it records, about which subject and business, and the moment.

    `step` tells timers of one kind and subject apart.
    """

    kind: str
    subject: Subject
    at: datetime
    step: str = ""
    shipper_id: int | None = None


def timer_set(kind: str, *, subject: Subject, at: datetime, step: str = "", shipper_id: int | None = None) -> None:
    """Set a timer that records an event of a kind at a moment, or move the timer that is set already.

    The timer is set in the caller's transaction, together with the fact that requires the timer.
    """
    timers_set([NewTimer(kind, subject, at, step, shipper_id)])


def timers_set(timers: Sequence[NewTimer]) -> None:
    """Set timers, or move those that are set already, as `timer_set` does one. One query."""
    for kind in {timer.kind for timer in timers}:
        require_declared(kind)
    Timer.objects.bulk_create(
        (
            Timer(
                kind=timer.kind,
                step=timer.step,
                subject_type=timer.subject[0],
                subject_id=timer.subject[1],
                due_at=timer.at,
                shipper_id=timer.shipper_id,
            )
            for timer in timers
        ),
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id", "kind", "step"],
        update_fields=["due_at", "shipper_id"],
    )


def timers_clear(*, subject: Subject, kinds: Iterable[str] = ()) -> None:
    """Clear the timers of a record: all of them, or those of some kinds."""
    timers_clear_many(model=subject[0], ids=[subject[1]], kinds=kinds)


def timers_clear_many(*, model: str, ids: Collection[int], kinds: Iterable[str] = ()) -> None:
    """Clear the timers of some records of a model, as `timers_clear` does those of one. One query."""
    timers = Timer.objects.filter(subject_type=model, subject_id__in=ids)
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
