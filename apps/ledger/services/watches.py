"""Updates of the watches that make shippers due for evaluation, in the transaction of the facts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from apps.core import clock
from apps.events import services as events
from apps.events.models import Lane
from apps.ledger.models import Recording, Watch
from apps.ledger.statements import statement


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a batch on a shipper: the count of clean shipments, and the urgency of anything else."""

    shipper_id: int
    clean: int = 0
    urgency: int | None = None


def watches_update(*, recording: Recording, effects: Iterable[Effect]) -> None:
    """Lower each watch's count of clean shipments left, mark shippers due, and record `ledger.due` if any became due.

    Call this last in a transaction: from here on, evaluations of these shippers wait for the transaction.
    """
    clean: Counter[int] = Counter()
    urgency: dict[int, int] = {}
    for effect in effects:
        clean[effect.shipper_id] += effect.clean
        if effect.urgency is not None:
            urgency[effect.shipper_id] = max(effect.urgency, urgency.get(effect.shipper_id, effect.urgency))
    if not clean:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            statement("watch"),
            {
                "shippers": list(clean),
                "clean": list(clean.values()),
                "urgency": [urgency.get(shipper_id) for shipper_id in clean],
                "now": clock.now(),
            },
        )
        urgencies = [urgency for became_due, urgency in cursor.fetchall() if became_due]
    if urgencies:
        lane = Lane.URGENT if max(urgencies) == Watch.URGENT else Lane.NORMAL
        events.record("ledger.due", subject=("recording", recording.pk), lane=lane)
