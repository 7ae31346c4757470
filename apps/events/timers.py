"""Events to come: set, moved and taken back by those who will act upon them, recorded when their moment has come."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction

from apps.core import clock
from apps.events.kinds import require_declared
from apps.events.models import Timer
from apps.events.services import NewEvent, record_many

AT_ONCE = 500
type Subject = tuple[str, int]


def timer_set(kind: str, *, subject: Subject, at: datetime, step: str = "", shipper_id: int | None = None) -> Timer:
    """Have an event of that kind recorded at that moment; one that is set already is moved. In the caller's
    transaction, like the fact that makes it necessary.
    """
    require_declared(kind)
    timer, _created = Timer.objects.update_or_create(
        kind=kind,
        step=step,
        subject_type=subject[0],
        subject_id=subject[1],
        defaults={"due_at": at, "shipper_id": shipper_id},
    )
    return timer


def timers_clear(*, subject: Subject, kinds: Iterable[str] = ()) -> None:
    """Take back what is to come about a thing: all of it, or that of these kinds."""
    timers = Timer.objects.filter(subject_type=subject[0], subject_id=subject[1])
    (timers.filter(kind__in=list(kinds)) if kinds else timers).delete()


def fire() -> int:
    """Record all events whose moment has come, the earliest first, and say how many. A late start catches up."""
    total = 0
    while fired := _fire_batch():
        total += fired
    return total


@transaction.atomic
def _fire_batch() -> int:
    """Timer and event change places in one transaction, so that whoever fires at the same time finds neither twice."""
    due = Timer.objects.select_for_update(skip_locked=True).filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    timers = list(due[:AT_ONCE])
    Timer.objects.filter(pk__in=[timer.pk for timer in timers]).delete()
    for kind, group in groupby(timers, key=lambda timer: timer.kind):
        record_many(kind, events=[_happening(timer) for timer in group])
    return len(timers)


def _happening(timer: Timer) -> NewEvent:
    return NewEvent((timer.subject_type, timer.subject_id), timer.shipper_id, {"step": timer.step})
