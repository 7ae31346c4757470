from django.db import connection

from apps.core.verification import VerificationResult, check
from apps.events.models import DeliveryState

_FAULTS = """
WITH numbered AS (
    SELECT entry.seq, change.id, row_number() OVER (ORDER BY entry.seq) AS place,
        lag(change.id) OVER (PARTITION BY change.shipper_id ORDER BY entry.seq) AS before
    FROM partners_feedentry AS entry LEFT JOIN standing_change AS change ON change.id = entry.change_id
)
SELECT seq, id, place, before FROM numbered WHERE seq <> place OR before > id ORDER BY seq
"""
_MISSING = """
SELECT change.id, delivery.state FROM standing_change AS change
LEFT JOIN events_event AS event
    ON event.subject_type = 'change' AND event.subject_id = change.id AND event.kind = 'standing.changed'
LEFT JOIN events_delivery AS delivery ON delivery.event_id = event.id AND delivery.handler = 'partners.feed'
WHERE NOT EXISTS (SELECT FROM partners_feedentry AS entry WHERE entry.change_id = change.id)
ORDER BY change.id
"""


@check("feed")
def feed() -> VerificationResult:
    """Check the feed: each change has one place, places have no gap, and the changes of a shipper keep their order."""
    verdict = VerificationResult()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM standing_change")
        (verdict.compared,) = cursor.fetchone()
        cursor.execute(_FAULTS)
        for seq, change, place, before in cursor.fetchall():
            why = f"is the {place}. entry" if seq != place else f"comes after the later change {before}"
            verdict.differs(f"place {seq} of the feed, change {change}: {why}")
        cursor.execute(_MISSING)
        missing = cursor.fetchall()
    waiting = [change for change, state in missing if state in (DeliveryState.PENDING, DeliveryState.PARKED)]
    if waiting:
        verdict.notes.append(f"{len(waiting)} changes are still on their way into the feed")
    for change in sorted({change for change, _state in missing} - set(waiting)):
        verdict.differs(f"change {change} is not in the feed")
    return verdict
