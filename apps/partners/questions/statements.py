"""The SQL of the question that every partner asks, put together from parts that each stand here once.

By hand, since one statement has to answer: is the token good, what does the number stand for, who asked. Every part
is a constant; values are parameters.
"""

from apps.partners.systems.selectors import BEARER
from apps.policy.selectors import IN_FORCE_SQL

# A number with the standing of the shipper that holds it.
_HOLDER = """
shippers_shipper AS shipper JOIN standing_standing AS standing ON standing.shipper_id = shipper.id
"""
_HELD = (
    "shipper.ksn, standing.status, standing.validated, standing.tier, "
    "standing.examine_all OR standing.parcels_held AS examine_all, standing.since, "
    "policy.id AS policy_id, policy.published_at, policy.superseded_on"
)
# Looks are written without waiting for the disk: if the database server itself crashes, the questions of its last half
# second may be missing.
_LOOK = """
INSERT INTO partners_look (partner_id, ksn, at)
SELECT partner_id, ksn, %(now)s FROM {asked}, set_config('synchronous_commit', 'off', true)
"""

# One number, asked with a token that must be good for the scope. No row: it is not, or nobody holds the number.
ASK_ONE = f"""
WITH found AS (
    SELECT partner.id AS partner_id, {_HELD}
    FROM {BEARER}
    CROSS JOIN {_HOLDER}
    CROSS JOIN LATERAL ({IN_FORCE_SQL}) AS policy
    WHERE shipper.ksn = %(ksn)s
        AND %(scope)s = ANY (partner.scopes) AND %(scope)s = ANY (string_to_array(token.scope, ' '))
), noted AS ({_LOOK.format(asked="found")})
SELECT ksn, status, validated, tier, examine_all, since, policy_id, published_at, superseded_on FROM found
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# Many numbers, asked by a partner whose token was looked at before: a row for each, in their order.
ASK_MANY = f"""
WITH asked AS (
    SELECT ksn, place, %(partner)s::bigint AS partner_id
    FROM unnest(%(ksns)s::text[]) WITH ORDINALITY AS asked (ksn, place)
), noted AS ({_LOOK.format(asked="asked")})
SELECT {_HELD}
FROM asked CROSS JOIN ({IN_FORCE_SQL}) AS policy
LEFT JOIN ({_HOLDER}) ON shipper.ksn = asked.ksn
ORDER BY place
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# A look at a number outside of these two questions.
LOOK = """
INSERT INTO partners_look (partner_id, ksn, at) VALUES (%(partner)s, %(ksn)s, %(now)s)
"""

# Further looks, which go beyond the status: equal questions of a day count in one row. The rows are written in one
# order, so that two batches can't wait for each other.
FURTHER_LOOKS = """
INSERT INTO partners_furtherlook AS known (partner_id, ksn, day, kind, told, first_at, last_at, count)
SELECT %(partner)s, ksn, %(day)s, %(kind)s, told, %(now)s, %(now)s, count(*)
FROM unnest(%(ksns)s::text[], %(told)s::text[]) AS given (ksn, told)
GROUP BY ksn, told ORDER BY ksn, told
ON CONFLICT (ksn, day, partner_id, kind, told) DO UPDATE
SET last_at = excluded.last_at, count = known.count + excluded.count
"""
