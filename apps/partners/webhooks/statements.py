"""The SQL of deliveries. Every part is a constant; values are parameters."""

from apps.partners.rosters.statements import FOLLOWS

# The partners that are told of the changes of a shipper: those that may follow the shipper.
MAY_READ = f"partner.scopes @> '{{status:read}}' AND {FOLLOWS}"

# Endpoints to which anything is sent at all: of partners that are let in and still hold the scope.
_OPEN = """
partners_webhookendpoint AS endpoint JOIN partners_partner AS partner ON partner.id = endpoint.partner_id
    AND endpoint.state = 'active' AND endpoint.deleted_at IS NULL AND partner.active AND partner.scopes @> '{webhooks}'
"""

# One delivery for each new place of the feed and each endpoint that wants to hear of it, whose partner may read it.
QUEUE = f"""
INSERT INTO partners_webhookdelivery (endpoint_id, kind, seq, state, attempts, due_at, created_at)
SELECT endpoint.id, place.kind, place.seq, 'pending', 0, %(now)s, %(now)s
FROM (
    SELECT entry.seq, entry.change_id, change.shipper_id, change.status, change.tier,
           CASE WHEN change.id IS NULL THEN 'policy.in_force' ELSE 'status.changed' END AS kind
    FROM partners_feedentry AS entry LEFT JOIN standing_change AS change ON change.id = entry.change_id
    WHERE entry.seq = ANY (%(numbers)s)
) AS place
CROSS JOIN {_OPEN}
WHERE (endpoint.kinds = '{{}}' OR place.kind = ANY (endpoint.kinds))
  AND (place.shipper_id IS NULL OR (
    (endpoint.statuses = '{{}}' OR place.status = ANY (endpoint.statuses))
    AND (endpoint.tiers = '{{}}' OR place.tier = ANY (endpoint.tiers))
    AND {MAY_READ}
  ))
ORDER BY endpoint.id, place.seq
ON CONFLICT (endpoint_id, seq) DO NOTHING
"""  # noqa: S608 # nosec B608 # constants

# One delivery for each new correction and each endpoint of its partner that wants to hear of corrections, on its roster
# or not: the partner has asked for the shipper.
QUEUE_CORRECTIONS = f"""
INSERT INTO partners_webhookdelivery (endpoint_id, kind, correction_id, state, attempts, due_at, created_at)
SELECT endpoint.id, 'correction.made', correction.id, 'pending', 0, %(now)s, %(now)s
FROM partners_partnercorrection AS correction
JOIN ({_OPEN}) ON partner.id = correction.partner_id
WHERE correction.id = ANY (%(numbers)s)
  AND (endpoint.kinds = '{{}}' OR 'correction.made' = ANY (endpoint.kinds))
  AND partner.scopes @> '{{status:read}}'
ORDER BY endpoint.id, correction.seq
"""  # noqa: S608 # nosec B608 # constants

# Due deliveries get a lease, in turns over the endpoints and never more of an endpoint than it takes at once. An
# endpoint that fails gets one at a time, and all of these together no more than their share of what is free, so that
# receivers that hold every connection for its full time hold up nobody else.
CLAIM = f"""
WITH open AS (
    SELECT endpoint.id, endpoint.failing_since IS NOT NULL AS fails,
           CASE WHEN endpoint.failing_since IS NULL THEN endpoint.concurrency ELSE 1 END - (
               SELECT count(*) FROM partners_webhookdelivery AS held
               WHERE held.endpoint_id = endpoint.id AND held.leased_until > %(now)s
           ) AS free
    FROM {_OPEN}
    WHERE EXISTS (
        SELECT FROM partners_webhookdelivery AS due
        WHERE due.endpoint_id = endpoint.id AND due.state = 'pending' AND due.due_at <= %(now)s
    )
), due AS (
    SELECT first.id, first.due_at, open.fails, open.id AS endpoint_id FROM open CROSS JOIN LATERAL (
        SELECT delivery.id, delivery.due_at FROM partners_webhookdelivery AS delivery
        WHERE delivery.endpoint_id = open.id AND delivery.state = 'pending' AND delivery.due_at <= %(now)s
          AND (delivery.leased_until IS NULL OR delivery.leased_until <= %(now)s)
        ORDER BY delivery.due_at, delivery.id
        LIMIT greatest(open.free, 0)
        FOR UPDATE SKIP LOCKED
    ) AS first
), ranked AS (
    SELECT id, due_at, fails,
           row_number() OVER (PARTITION BY endpoint_id ORDER BY due_at, id) AS turn,
           row_number() OVER (PARTITION BY fails ORDER BY due_at, id) AS place
    FROM due
)
UPDATE partners_webhookdelivery SET leased_until = %(lease)s WHERE id IN (
    SELECT id FROM ranked WHERE NOT fails OR place <= %(failing)s
    ORDER BY fails, turn, due_at, id
    LIMIT %(free)s
)
RETURNING id
"""  # noqa: S608 # nosec B608 # constants

# The moment at which the first of all deliveries ended.
FIRST_DONE = "SELECT min(done_at) FROM partners_webhookdelivery WHERE state <> 'pending'"

# Deliveries that ended before a moment, with their attempts. One that is sent again meanwhile is locked, and stays.
DELETE_MONTH = """
WITH old AS (
    SELECT id FROM partners_webhookdelivery WHERE state <> 'pending' AND done_at < %(end)s FOR UPDATE SKIP LOCKED
), attempts AS (
    DELETE FROM partners_webhookattempt WHERE delivery_id IN (SELECT id FROM old) RETURNING 1
), deliveries AS (
    DELETE FROM partners_webhookdelivery WHERE id IN (SELECT id FROM old) RETURNING 1
)
SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM deliveries)
"""
