"""The SQL of targeting."""

# The parcels of groups of sellers since a month, by size (parcels in the period), country and language of the first
# owner: one pass over the tallies of members and former members.
_SIZE = """CASE WHEN parcels < 100 THEN '1' WHEN parcels < 1000 THEN '2' WHEN parcels < 10000 THEN '3' ELSE '4' END"""
_LANGUAGE = """(
    SELECT person.language FROM shippers_membership place JOIN accounts_user person ON person.id = place.user_id
    WHERE place.shipper_id = shipper.id AND place.role = 'owner' ORDER BY place.id LIMIT 1
)"""
GROUPS = f"""
WITH sent AS (
    SELECT seller.shipper_id, sum(evidence - followed - surplus) AS parcels,
        sum(examined - followed - surplus) AS examined,
        sum(discrepant - followed_discrepant - surplus_discrepant) AS discrepant, sum(drawn) AS drawn,
        sum(drawn_discrepant) AS drawn_discrepant
    FROM ledger_tally tally JOIN ledger_seller seller ON seller.id = tally.seller_id
    WHERE tally.month >= %(since)s AND seller.shipper_id IS NOT NULL
    GROUP BY seller.shipper_id
), told AS (
    SELECT sent.*, shipper.country, coalesce({_LANGUAGE}, '') AS language, {_SIZE} AS size
    FROM sent JOIN shippers_shipper shipper ON shipper.id = sent.shipper_id
)
SELECT CASE WHEN grouping(size) = 0 THEN 'size' WHEN grouping(country) = 0 THEN 'country' ELSE 'language' END,
    coalesce(size, country, language), count(*), sum(parcels), sum(examined), sum(discrepant), sum(drawn),
    sum(drawn_discrepant)
FROM told GROUP BY GROUPING SETS ((size), (country), (language))
ORDER BY 1, 2
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The size and the language of some businesses, as in GROUPS.
TRAITS = f"""
WITH sent AS (
    SELECT seller.shipper_id, sum(evidence - followed - surplus) AS parcels
    FROM ledger_tally tally JOIN ledger_seller seller ON seller.id = tally.seller_id
    WHERE tally.month >= %(since)s AND seller.shipper_id = ANY(%(shippers)s)
    GROUP BY seller.shipper_id
), told AS (
    SELECT shipper.id, coalesce(sent.parcels, 0) AS parcels
    FROM shippers_shipper shipper LEFT JOIN sent ON sent.shipper_id = shipper.id
    WHERE shipper.id = ANY(%(shippers)s)
)
SELECT shipper.id, {_SIZE}, coalesce({_LANGUAGE}, '') FROM told shipper
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The clean parcels that draws of some days expected in each group, and those that they expected to open by choice, by
# month.
GROUPS_DRAWN = """
SELECT date_trunc('month', port_day.day)::date AS month, told.key, sum((told.value ->> 0)::double precision),
    sum((told.value ->> 1)::double precision)
FROM targeting_draw draw JOIN targeting_portday port_day ON port_day.id = draw.port_day_id,
    jsonb_each(draw.groups) told
WHERE port_day.day BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2
ORDER BY 1, 2
"""

# The parcels of each member of the days of a month, as others reported them: all, those that could be declared before
# they arrived, and those that were. A parcel is known by its issuer and number, which carriers use again only months
# later. Days before the member was enrolled are left out, and days on which no parcel stood in a draw anywhere.
DECLARED = """
WITH stood AS MATERIALIZED (
    SELECT DISTINCT declared.issuer, declared.reference
    FROM targeting_lot lot JOIN targeting_assessment declared ON declared.id = lot.assessment_id
    WHERE declared.day BETWEEN %(first)s::date - 31 AND %(last)s::date + 31
), members AS (
    SELECT entry.shipper_id, max(entry.date) AS enrolled
    FROM ledger_watch JOIN ledger_programentry entry USING (shipper_id)
    WHERE entry.kind = 'enrolled' AND entry.takes_back_id IS NULL
        AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = entry.id)
    GROUP BY entry.shipper_id
), sent AS MATERIALIZED (
    SELECT seller.shipper_id, entry.date, entry.mode, entry.port, stood.reference IS NOT NULL AS declared
    FROM ledger_shipment entry
    JOIN ledger_parcel parcel ON parcel.id = entry.parcel_id AND parcel.shipment_id = entry.id AND parcel.evidence
    JOIN ledger_seller seller ON seller.id = parcel.seller_id
    JOIN members ON members.shipper_id = seller.shipper_id AND members.enrolled <= entry.date
    LEFT JOIN stood ON stood.issuer = parcel.issuer AND stood.reference = parcel.reference
    WHERE entry.date BETWEEN %(first)s AND %(last)s AND NOT entry.voided
), ways AS (
    SELECT DISTINCT date, mode, port FROM sent WHERE declared
)
SELECT shipper_id, count(*), count(ways.date), count(*) FILTER (WHERE declared)
FROM sent LEFT JOIN ways USING (date, mode, port)
WHERE date IN (SELECT date FROM ways)
GROUP BY shipper_id
ORDER BY shipper_id
"""

# The entries of the months of some days, as the statistics of their partitions estimate them; nothing where a partition
# has no statistics yet.
ENTRIES_ESTIMATED = """
SELECT CASE WHEN min(part.reltuples) >= 0 THEN sum(part.reltuples) END
FROM pg_inherits child JOIN pg_class part ON part.oid = child.inhrelid
WHERE child.inhparent = 'ledger_shipment'::regclass
    AND part.relname BETWEEN 'ledger_shipment_' || to_char(%(first)s::date, 'YYYYMM')
    AND 'ledger_shipment_' || to_char(%(last)s::date, 'YYYYMM')
"""

# Parcels of some days by their present entries, as they arrived, from `part` percent of the pages. Numbers mixed by a
# hash are in an order that says nothing of the parcels.
PARCELS_SAMPLED = """
SELECT entry.date, entry.hs, entry.origin, entry.departure, entry.value, entry.currency, entry.weight_kg,
    entry.quantity, entry.mode, entry.entry_type, entry.port, entry.carrier, entry.broker, entry.declarant,
    entry.description, entry.seller_id
FROM ledger_shipment entry TABLESAMPLE SYSTEM (%(part)s) REPEATABLE (%(seed)s)
JOIN ledger_parcel parcel ON parcel.id = entry.parcel_id AND parcel.shipment_id = entry.id AND NOT parcel.voided
WHERE entry.date BETWEEN %(first)s AND %(last)s AND NOT entry.voided
ORDER BY hashint8extended(entry.id, %(seed)s), entry.id
LIMIT %(most)s
"""
