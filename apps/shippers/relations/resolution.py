"""The clusters of all businesses at once, resolved in the database and kept there for the list at the desk.

One statement finds the related pairs by the values that they share, so that no pair is looked at which shares nothing.
Then each business takes the smallest number among its neighbors and that number's own, until no number changes: the
rounds are about as many as the logarithm of the longest chain of pairs.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.core import clock
from apps.shippers.relations.ties import IS_RELATED, SHOWS_CONTROL, TIE_FAMILY, TIE_WEIGHT, WEIGHTS_AND_DISMISSALS
from apps.shippers.relations.weights import MAX_HOLDERS

_PAIRS = f"""
CREATE TEMPORARY TABLE related_pair AS
WITH {WEIGHTS_AND_DISMISSALS}, held AS MATERIALIZED (
    SELECT key.digest, key.shipper_id, weight.family, weight.odds, weight.most
    FROM shippers_matchkey key JOIN weight USING (kind) JOIN shippers_shipper shipper ON shipper.id = key.shipper_id
    WHERE shipper.merged_into_id IS NULL
), shared AS MATERIALIZED (
    SELECT digest, count(*) AS holders FROM (SELECT DISTINCT digest, shipper_id FROM held) once
    GROUP BY digest HAVING count(*) BETWEEN 2 AND {MAX_HOLDERS}
), counted AS MATERIALIZED (
    SELECT held.*, shared.holders FROM held JOIN shared USING (digest) WHERE shared.holders <= held.most
), tie AS (
    SELECT one.shipper_id AS one_id, other.shipper_id AS other_id, {TIE_FAMILY} AS family,
        max({TIE_WEIGHT.format(holders="one.holders")}) AS weight
    FROM counted one JOIN counted other ON other.digest = one.digest AND other.shipper_id > one.shipper_id
    LEFT JOIN dismissed ON dismissed.one_id = one.shipper_id AND dismissed.other_id = other.shipper_id
    WHERE dismissed.one_id IS NULL OR encode(one.digest, 'hex') <> ALL (dismissed.known)
    GROUP BY 1, 2, 3
), pair AS (
    SELECT one_id, other_id, {SHOWS_CONTROL} AS of_control FROM tie GROUP BY one_id, other_id HAVING {IS_RELATED}
)
SELECT one_id AS shipper_id, other_id AS neighbor_id, of_control FROM pair
UNION ALL SELECT other_id, one_id, of_control FROM pair
"""  # noqa: S608 # nosec B608 # the parts are ours
_FIRST = """
CREATE TEMPORARY TABLE related_cluster AS
SELECT shipper_id, least(shipper_id, min(neighbor_id)) AS cluster_id FROM related_pair GROUP BY shipper_id
"""
_INDEX = "ALTER TABLE related_cluster ADD PRIMARY KEY (shipper_id)"
# The smallest number of the neighbors, and the number that the business of this number has meanwhile.
_ROUND = """
UPDATE related_cluster SET cluster_id = found.cluster_id FROM (
    SELECT pair.shipper_id, min(least(neighbor.cluster_id, jumped.cluster_id)) AS cluster_id
    FROM related_pair pair
    JOIN related_cluster neighbor ON neighbor.shipper_id = pair.neighbor_id
    JOIN related_cluster jumped ON jumped.shipper_id = neighbor.cluster_id
    GROUP BY pair.shipper_id
) found
WHERE found.shipper_id = related_cluster.shipper_id AND found.cluster_id < related_cluster.cluster_id
"""

# A second run waits for the first, and then finds what the first has written.
_LOCK = "LOCK TABLE shippers_cluster IN SHARE ROW EXCLUSIVE MODE"
_CLUSTERS = """
INSERT INTO shippers_cluster (lead_id, size, removed, first_found_at, found_at)
SELECT found.cluster_id, count(*), count(shipper.barred_until), %(now)s, %(now)s
FROM related_cluster found JOIN shippers_shipper shipper ON shipper.id = found.shipper_id
GROUP BY found.cluster_id
ON CONFLICT (lead_id) DO UPDATE SET size = excluded.size, removed = excluded.removed, found_at = excluded.found_at
"""
_MEMBERS = """
INSERT INTO shippers_clustermember AS kept (shipper_id, cluster_id)
SELECT shipper_id, cluster_id FROM related_cluster
ON CONFLICT (shipper_id) DO UPDATE SET cluster_id = excluded.cluster_id WHERE kept.cluster_id <> excluded.cluster_id
"""
_MEMBERS_GONE = """
DELETE FROM shippers_clustermember kept
WHERE NOT EXISTS (SELECT FROM related_cluster found WHERE found.shipper_id = kept.shipper_id)
"""
_CLUSTERS_GONE = """
DELETE FROM shippers_cluster kept
WHERE NOT EXISTS (SELECT FROM related_cluster found WHERE found.cluster_id = kept.lead_id)
"""
_CONTROL = """
INSERT INTO shippers_controltie (one_id, other_id, first_found_at, found_at)
SELECT shipper_id, neighbor_id, %(now)s, %(now)s FROM related_pair WHERE of_control AND shipper_id < neighbor_id
ON CONFLICT (one_id, other_id) DO UPDATE SET found_at = excluded.found_at
"""
_CONTROL_GONE = "DELETE FROM shippers_controltie WHERE found_at < %(now)s"


@contextmanager
def _clusters_table() -> Iterator[CursorWrapper]:
    """Resolve the clusters into the temporary tables `related_cluster` and `related_pair`, there within the block.

    The table has a row for each business that is related to another: its `shipper_id`, and as `cluster_id` the smallest
    id in the cluster. `related_pair` has each related pair in both orders, as `shipper_id` and `neighbor_id`, and says
    whether a tie of the pair shows common control (`of_control`). Yields the cursor of the transaction that sees both.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"today": clock.today()})
        cursor.execute(_FIRST)
        cursor.execute(_INDEX)
        cursor.execute("ANALYZE related_pair, related_cluster")
        cursor.execute(_ROUND)
        while cursor.rowcount:
            cursor.execute(_ROUND)
        yield cursor
        # A caller in a transaction of its own may resolve again.
        cursor.execute("DROP TABLE related_pair, related_cluster")


def clusters_resolve() -> list[list[int]]:
    """Return the ids of related businesses, cluster by cluster, the largest first. Businesses without a tie that makes
    them related are in none.
    """
    with _clusters_table() as cursor:
        cursor.execute("SELECT cluster_id, shipper_id FROM related_cluster ORDER BY shipper_id")
        rows = cursor.fetchall()
    clusters: dict[int, list[int]] = defaultdict(list)
    for cluster_id, shipper_id in rows:
        clusters[cluster_id].append(shipper_id)
    return sorted(clusters.values(), key=lambda ids: (-len(ids), ids))


def clusters_refresh() -> int:
    """Find the clusters of all businesses and keep them in place of those found before; return how many there are.

    A cluster that is named by the same business as before keeps the time at which it was first found, and so does a
    pair of businesses that a tie shows to be in the same hands (`ControlTie`).
    """
    with _clusters_table() as cursor:
        cursor.execute(_LOCK)
        now = clock.now()
        cursor.execute(_CLUSTERS, {"now": now})
        count = cursor.rowcount
        for statement in (_MEMBERS, _MEMBERS_GONE, _CLUSTERS_GONE):
            cursor.execute(statement)
        for statement in (_CONTROL, _CONTROL_GONE):
            cursor.execute(statement, {"now": now})
    return count
