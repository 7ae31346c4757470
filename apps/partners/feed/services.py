from collections.abc import Sequence

from django.db import connection, transaction

from apps.partners.feed.models import FeedEntry
from apps.partners.feed.selectors import feed_end

# Any number that no other advisory lock of this program uses.
FEED_LOCK = 0x6B735F66656564


_NUMBER_CHANGES = """
WITH fresh AS (
    SELECT shipper_id, max(id) AS last FROM standing_change
    WHERE id > coalesce((SELECT max(change_id) FROM partners_feedentry), 0) OR id = ANY (%(changes)s)
    GROUP BY shipper_id
), pending AS (
    SELECT change.id FROM standing_change AS change
    JOIN fresh ON change.shipper_id = fresh.shipper_id AND change.id <= fresh.last
    WHERE NOT EXISTS (SELECT FROM partners_feedentry AS entry WHERE entry.change_id = change.id)
)
INSERT INTO partners_feedentry (seq, change_id)
SELECT coalesce((SELECT max(seq) FROM partners_feedentry), 0) + row_number() OVER (ORDER BY id), id FROM pending
RETURNING seq
"""


@transaction.atomic
def feed_number(*, change_ids: Sequence[int]) -> list[int]:
    """Give places in the public feed to these changes, and to all other committed changes that have none; return them.

    One process at a time gives places and holds the lock until it has committed, so no reader sees a place before a
    lower one. A change that commits later than a change with a higher id also comes later in the feed. The feed keeps
    the order of the changes of one shipper: each change brings all earlier changes of its shipper with it.
    """
    if FeedEntry.objects.filter(change__in=change_ids).count() == len(set(change_ids)):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
        cursor.execute(_NUMBER_CHANGES, {"changes": list(change_ids)})
        return sorted(seq for (seq,) in cursor.fetchall())


@transaction.atomic
def feed_policy_number(*, policy_id: int) -> list[int]:
    """Give a place in the public feed to a policy that has taken effect, once; return the places that are new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
    if FeedEntry.objects.filter(policy=policy_id).exists():
        return []
    return [FeedEntry.objects.create(seq=feed_end() + 1, policy_id=policy_id).seq]
