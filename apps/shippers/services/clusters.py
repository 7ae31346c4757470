"""The clusters of related businesses, written anew for the list at the desk."""

from apps.core import clock
from apps.shippers.relations.resolution import clusters_table

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


def clusters_refresh() -> int:
    """Find the clusters of all businesses and keep them in place of those found before; return how many there are.

    A cluster that is named by the same business as before keeps the time at which it was first found, and so does a
    pair of businesses that a tie shows to be in the same hands (`ControlTie`).
    """
    with clusters_table() as cursor:
        cursor.execute(_LOCK)
        now = clock.now()
        cursor.execute(_CLUSTERS, {"now": now})
        count = cursor.rowcount
        for statement in (_MEMBERS, _MEMBERS_GONE, _CLUSTERS_GONE):
            cursor.execute(statement)
        for statement in (_CONTROL, _CONTROL_GONE):
            cursor.execute(statement, {"now": now})
    return count
