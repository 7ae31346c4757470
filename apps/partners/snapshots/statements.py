"""The SQL of a snapshot: one statement, so that all of it is as of one moment. Values are parameters.

Numbers are sorted byte by byte, so that the same standings make the same file on every server.
"""

from apps.policy.selectors import IN_FORCE_SQL

_SELLERS = """
SELECT shipper.ksn, standing.status, standing.validated, standing.tier,
    standing.examine_all OR standing.parcels_held AS examine_all
FROM standing_standing AS standing JOIN shippers_shipper AS shipper ON shipper.id = standing.shipper_id
WHERE shipper.ksn IS NOT NULL
"""
_FOLLOWED = """
AND standing.shipper_id IN (
    SELECT shipper_id FROM partners_rosterentry WHERE partner_id = %(partner)s AND until IS NULL
)
"""
_SNAPSHOT = f"""
SELECT feed_end.seq, roster_end.id, policy.id, policy.published_at, policy.superseded_on,
    count(seller.ksn) OVER (), seller.ksn, seller.status, seller.validated, seller.tier, seller.examine_all
FROM (SELECT coalesce(max(seq), 0) AS seq FROM partners_feedentry) AS feed_end
CROSS JOIN (
    SELECT coalesce(max(id), 0) AS id FROM partners_rosterentry WHERE partner_id = %(partner)s AND until IS NULL
) AS roster_end
CROSS JOIN ({IN_FORCE_SQL}) AS policy
LEFT JOIN ({{sellers}}) AS seller ON true
ORDER BY seller.ksn COLLATE "C"
"""  # noqa: S608 # nosec B608 # made of the constants of this module

OF_ALL = _SNAPSHOT.format(sellers=_SELLERS)
OF_FOLLOWED = _SNAPSHOT.format(sellers=_SELLERS + _FOLLOWED)
