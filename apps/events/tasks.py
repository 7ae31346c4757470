"""The tasks of events: to dispatch deliveries and to fire timers."""

from celery import shared_task

from apps.core.wake_ups import WakeUp
from apps.events import services, timers
from apps.events.models import Lane

# Small, so that a worker soon looks at the other calls in its queues.
BATCH = 100


@shared_task(name="events.dispatch")
def dispatch(lane: str) -> None:
    """Handle a batch of deliveries of a lane, and call a worker again while there are more."""
    if services.dispatch(Lane(lane), BATCH) >= BATCH:
        WakeUp("events.dispatch", (lane,), queue=lane)()


@shared_task(name="events.fire_timers")
def fire_timers() -> None:
    """Record the events of all timers that are due, each exactly once, however often the task runs."""
    timers.fire()
