"""The SQL of rosters, by hand: each change of a roster is one statement, however many lines it has.

Every part is a constant; values are parameters.
"""

# Whether a partner is told of a place of the feed: of a change of a shipper on its roster since the shipper was listed,
# or since it may follow everybody.
FOLLOWS = """
(partner.scopes @> '{status:all}' OR EXISTS (
    SELECT FROM partners_rosterentry AS listed
    WHERE listed.partner_id = partner.id AND listed.shipper_id = place.shipper_id AND listed.until IS NULL
        AND coalesce(listed.begins_with_id, 0) <= place.change_id
))
"""

_ASKED = """
asked AS (
    SELECT place, ksn, seller
    FROM unnest(%(places)s::int[], %(ksns)s::text[], %(sellers)s::text[]) AS asked (place, ksn, seller)
)
"""

# The members that the lines name: by number, or by a code of the partner itself that its business has proved to be its
# own. A code that nobody proved names nobody, whoever reports under it.
_NAMED = f"""
{_ASKED}, held AS (
    SELECT asked.place, shipper.id AS shipper_id, shipper.ksn, '' AS seller
    FROM asked JOIN shippers_shipper AS shipper ON shipper.ksn = asked.ksn
    UNION ALL
    SELECT asked.place, shipper.id, shipper.ksn, asked.seller
    FROM asked
    JOIN ledger_seller AS identity ON identity.source = %(source)s AND identity.code = asked.seller
    JOIN shippers_shipper AS shipper ON shipper.id = identity.shipper_id
    WHERE EXISTS (
        SELECT FROM ledger_sellerlink AS link WHERE link.seller_id = identity.id AND link.reason = 'proved'
    )
), named AS (
    SELECT held.* FROM held JOIN standing_standing AS standing ON standing.shipper_id = held.shipper_id
)
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# Lines are added; where the lines are the whole roster, all others are taken off. A code that has passed to another
# business leaves the business under which it was listed.
LIST = f"""
WITH {_NAMED}, taken_off AS (
    UPDATE partners_rosterentry AS entry SET until = %(now)s
    WHERE entry.partner_id = %(partner)s AND entry.until IS NULL AND CASE WHEN %(whole)s
        THEN NOT EXISTS (
            SELECT FROM named WHERE named.shipper_id = entry.shipper_id AND named.seller = entry.seller
        )
        ELSE entry.seller <> '' AND EXISTS (
            SELECT FROM named WHERE named.seller = entry.seller AND named.shipper_id <> entry.shipper_id
        )
        END
    RETURNING entry.id
), added AS (
    INSERT INTO partners_rosterentry (partner_id, shipper_id, seller, since, begins_with_id)
    SELECT DISTINCT %(partner)s::bigint, shipper_id, seller, %(now)s::timestamptz, (
        SELECT max(change.id) FROM standing_change AS change WHERE change.shipper_id = named.shipper_id
    )
    FROM named ORDER BY shipper_id, seller
    ON CONFLICT (partner_id, shipper_id, seller) WHERE until IS NULL DO NOTHING
    RETURNING shipper_id, seller
)
SELECT removed.lines, named.place, named.ksn, added.shipper_id IS NOT NULL
    AND row_number() OVER (PARTITION BY named.shipper_id, named.seller ORDER BY named.place) = 1
FROM (SELECT count(*) AS lines FROM taken_off) AS removed
LEFT JOIN named ON true
LEFT JOIN added ON added.shipper_id = named.shipper_id AND added.seller = named.seller
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# A number takes off every entry of its shipper, a code the entry of that code alone.
TAKE_OFF = f"""
WITH {_ASKED}, listed AS (
    SELECT asked.place, shipper.ksn, entry.id
    FROM asked
    JOIN shippers_shipper AS shipper ON shipper.ksn = asked.ksn
    JOIN partners_rosterentry AS entry ON entry.partner_id = %(partner)s AND entry.until IS NULL
        AND entry.shipper_id = shipper.id
    UNION ALL
    SELECT asked.place, shipper.ksn, entry.id
    FROM asked
    JOIN partners_rosterentry AS entry ON entry.partner_id = %(partner)s AND entry.until IS NULL
        AND entry.seller = asked.seller
    JOIN shippers_shipper AS shipper ON shipper.id = entry.shipper_id
    WHERE asked.seller <> ''
), taken_off AS (
    UPDATE partners_rosterentry SET until = %(now)s WHERE id IN (SELECT id FROM listed) RETURNING id
)
SELECT (SELECT count(*) FROM taken_off), place, min(ksn) FROM listed GROUP BY place
"""  # noqa: S608 # nosec B608 # made of the constants of this module
