"""The SQL of the public feed, as one partner reads it. Every part is a constant; values are parameters.

A page and the end of the feed come from one statement: a place that is given between two statements would be passed.
"""

from apps.partners.answers import LISTED

_COLUMNS = """
    entry.seq, shipper.ksn, change.status, change.validated, change.tier, change.examine_all, change.at, {reasons},
    policy.version, policy.effective_from
"""
_END = "feed_end AS MATERIALIZED (SELECT coalesce(max(seq), 0) AS seq FROM partners_feedentry)"

# The changes of everybody, for a partner that may follow everybody.
ALL_AFTER = f"""
WITH {_END}, page AS (
    SELECT seq, change_id, policy_id FROM partners_feedentry WHERE seq > %(after)s ORDER BY seq LIMIT %(limit)s
)
SELECT feed_end.seq, {_COLUMNS.format(reasons="change.reasons")}
FROM feed_end LEFT JOIN page AS entry ON true
LEFT JOIN standing_change AS change ON change.id = entry.change_id
LEFT JOIN shippers_shipper AS shipper ON shipper.id = change.shipper_id
LEFT JOIN policy_policy AS policy ON policy.id = entry.policy_id
ORDER BY entry.seq
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The entries of the partner's roster that tell of a change: from the one that held when the shipper was listed, and not
# after the entry was taken off.
_TELLS = """
SELECT FROM partners_rosterentry AS listed
WHERE listed.partner_id = %(partner)s AND listed.shipper_id = change.shipper_id
    AND (listed.until IS NULL OR listed.until > change.at)
"""
# The change with which an entry begins was made before the partner followed the shipper. It stands for what held then,
# and its reasons would tell what was before. That somebody became a member tells nothing of the kind.
_REASONS = f"""
CASE WHEN change.status_before = '' OR EXISTS ({_TELLS} AND listed.begins_with_id < change.id)
    THEN change.reasons ELSE '{{{LISTED}}}' END
"""  # nosec B608 # made of the constants of this module

# The changes of the policies, which concern everybody, and of the shippers that are on the partner's roster now, for as
# long as the partner has followed them.
FOLLOWED_AFTER = f"""
WITH {_END}, mine AS (
    SELECT entry.seq, entry.change_id, entry.policy_id
    FROM policy_policy AS policy JOIN partners_feedentry AS entry ON entry.policy_id = policy.id
    WHERE entry.seq > %(after)s
    UNION ALL
    (
        SELECT entry.seq, entry.change_id, entry.policy_id
        FROM partners_feedentry AS entry JOIN standing_change AS change ON change.id = entry.change_id
        WHERE entry.seq > %(after)s AND change.shipper_id IN (
            SELECT shipper_id FROM partners_rosterentry WHERE partner_id = %(partner)s AND until IS NULL
        ) AND EXISTS ({_TELLS} AND coalesce(listed.begins_with_id, 0) <= change.id)
        ORDER BY entry.seq LIMIT %(limit)s
    )
), page AS (
    SELECT * FROM mine ORDER BY seq LIMIT %(limit)s
)
SELECT feed_end.seq, {_COLUMNS.format(reasons=_REASONS)}
FROM feed_end LEFT JOIN page AS entry ON true
LEFT JOIN standing_change AS change ON change.id = entry.change_id
LEFT JOIN shippers_shipper AS shipper ON shipper.id = change.shipper_id
LEFT JOIN policy_policy AS policy ON policy.id = entry.policy_id
ORDER BY entry.seq
"""  # noqa: S608 # nosec B608 # made of the constants of this module
