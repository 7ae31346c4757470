from celery import shared_task

from apps.core.wake_ups import WakeUp
from apps.events import services, timers
from apps.events.models import Lane

# Small, so that a worker soon looks at what else its queues hold.
BATCH = 100


@shared_task(name="events.dispatch")
def dispatch(lane: str) -> None:
    """Handle a batch of a lane, and call for the next while there is more."""
    if services.dispatch(Lane(lane), BATCH) >= BATCH:
        WakeUp("events.dispatch", (lane,), queue=lane)()


@shared_task(name="events.fire_timers")
def fire_timers() -> None:
    """Record the events whose moment has come. Whenever it runs, none is left out and none is recorded twice."""
    timers.fire()
