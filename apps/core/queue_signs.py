"""The signs that workers give of each queue: when one last took a task of it. A queue without a sign stands still.

The sweeps of the schedule put a task into every queue at least each 15 seconds, so a sign is missing where beat, the
broker or the workers of the queue stand still, and where all of them are busy.
"""

import math
from contextlib import suppress

from django.core.cache import cache

from apps.core import clock
from apps.core.outages import VALKEY_AWAY

QUEUES = ("urgent", "normal", "bulk", "webhooks")


def queue_sign(queue: str) -> None:
    """Keep this moment as that at which a worker took a task of a queue."""
    with suppress(*VALKEY_AWAY):
        cache.set(_key(queue), clock.now().timestamp(), timeout=None)


def queues_wait() -> float:
    """Return for how many seconds the queue has waited that gave no sign for longest; infinity for one without any."""
    try:
        signs = cache.get_many([_key(queue) for queue in QUEUES])
    except VALKEY_AWAY:
        return math.inf
    if len(signs) < len(QUEUES):
        return math.inf
    return max(0, clock.now().timestamp() - min(signs.values()))


def _key(queue: str) -> str:
    return f"queue-sign:{queue}"
