"""The clusters of all businesses at once, resolved in the database.

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


@contextmanager
def clusters_table() -> Iterator[CursorWrapper]:
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
    with clusters_table() as cursor:
        cursor.execute("SELECT cluster_id, shipper_id FROM related_cluster ORDER BY shipper_id")
        rows = cursor.fetchall()
    clusters: dict[int, list[int]] = defaultdict(list)
    for cluster_id, shipper_id in rows:
        clusters[cluster_id].append(shipper_id)
    return sorted(clusters.values(), key=lambda ids: (-len(ids), ids))
