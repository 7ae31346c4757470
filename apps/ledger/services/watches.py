"""Telling the evaluation what is due, in the transaction of the facts that make it so."""

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
    """What was recorded of one shipper: so many clean shipments and, if anything else, how urgent that is."""

    shipper_id: int
    clean: int = 0
    urgency: int | None = None


def watches_update(*, recording: Recording, effects: Iterable[Effect]) -> None:
    """Lower the clean shipments that are left, mark due, and record `ledger.due` if anything became due.

    The last thing that a transaction does: evaluations of the shippers wait for it from here on.
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
