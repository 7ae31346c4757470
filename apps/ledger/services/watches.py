"""Updates of the watches that make shippers due for evaluation, in the transaction of the facts."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from apps.core import clock
from apps.events import services as events
from apps.events.models import Lane
from apps.ledger.models import LateBatch, Recording, Watch
from apps.ledger.services.recordings import TICK, batch_time
from apps.ledger.services.wrong_parcels import wrong_parcels_follow
from apps.ledger.statements import statement

# The lock of groups, which batches share (`sql/groups.sql`). Whoever changes groups takes it alone, before
# any `watches_update` of the transaction, so that each batch sees the groups of before or after the change.
GROUPS_LOCK = 1802724476


@dataclass(frozen=True, slots=True)
class BatchEffect:
    """The effect of a batch on a shipper: the count of clean shipments, and the urgency of anything else.

    `parcels` are those about whose exam at random something may be to decide from now on, or no longer.
    """

    shipper_id: int
    clean: int = 0
    urgency: int | None = None
    parcels: Collection[int] = ()


def watches_update(*, recording: Recording, effects: Iterable[BatchEffect]) -> None:
    """Lower each watch's count of clean shipments left, mark shippers due, and record `ledger.due` if any became due;
    open and close the work of deciding about parcels that exams at random found wrong.

    What is recorded about one business of a group that is judged together has the same effect on each of the group:
    the clean shipments of one are those of all.

    Call this last in a transaction: from here on, evaluations of these shippers wait for the transaction. If an
    evaluation came before and has no earlier time, it did not see the batch: a `LateBatch` row says so.
    """
    clean: Counter[int] = Counter()
    urgency: dict[int, int] = {}
    parcels: set[int] = set()
    for effect in effects:
        parcels.update(effect.parcels)
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
                "recorded_at": batch_time(recording),
            },
        )
        updated = cursor.fetchall()
    LateBatch.objects.bulk_create(
        [
            LateBatch(
                shipper_id=shipper_id,
                recording=recording,
                recorded_at=batch_time(recording),
                known_from=evaluated + TICK,
            )
            for shipper_id, _became_due, _urgency, evaluated in updated
            if evaluated
        ],
        ignore_conflicts=True,
    )
    urgencies = [urgency for _shipper_id, became_due, urgency, _evaluated in updated if became_due]
    if urgencies:
        lane = Lane.URGENT if max(urgencies) == Watch.URGENT else Lane.NORMAL
        events.record("ledger.due", subject=("recording", recording.pk), lane=lane)
    wrong_parcels_follow(parcel_ids=parcels)
