from celery import shared_task

from apps.core.wake import Wake
from apps.events import services
from apps.events.models import Lane

# Small, so that a worker soon looks at what else its queues hold.
BATCH = 100


@shared_task(name="events.dispatch")
def dispatch(lane: str) -> None:
    """Handle a batch of a lane, and call for the next while there is more."""
    if services.dispatch(Lane(lane), BATCH) >= BATCH:
        Wake("events.dispatch", (lane,), queue=lane)()
