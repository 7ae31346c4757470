"""The SQL by which parcels are counted for the tier that was held: from tallies and changes of standing alone.

A tally counts for the tier that its shipper held from the first day of the month to the last, in New York. `spells` are
the months through which a shipper held something without a turn: it holds that at the end of the month `after`, and
until some day of the month `until`, in which it turns to something else. What is held is a tier, or nothing for who is
no member. A change that leaves the tier as it is, such as a validation, is no turn. While every parcel is examined, for
want of a decision, nothing is promised about exams: those months are left out.
"""

_COUNTED = """
WITH held AS (
    SELECT
        shipper_id, id, CASE WHEN status = ANY(%(member)s) THEN tier END AS tier, examine_all,
        date_trunc('month', at AT TIME ZONE %(zone)s)::date AS month
    FROM standing_change
    {of_changes}
), turns AS (
    SELECT shipper_id, id, tier, examine_all, month
    FROM (
        SELECT held.*, lag(tier) OVER earlier AS before, coalesce(lag(examine_all) OVER earlier, false) AS examined_then
        FROM held
        WINDOW earlier AS (PARTITION BY shipper_id ORDER BY id)
    ) changes
    WHERE tier IS DISTINCT FROM before OR examine_all <> examined_then
), spells AS (
    SELECT
        shipper_id, tier, examine_all, month AS after, lead(month) OVER (PARTITION BY shipper_id ORDER BY id) AS until
    FROM turns
    UNION ALL
    SELECT shipper_id, NULL, false, '-infinity', min(month) FROM turns GROUP BY shipper_id
), tallied AS (
    SELECT s.shipper_id, t.month, sum(t.evidence) AS parcels, sum(t.examined) AS examined
    FROM ledger_tally t JOIN ledger_seller s ON s.id = t.seller_id
    WHERE t.month BETWEEN %(first)s AND %(last)s {of_sellers}
    GROUP BY s.shipper_id, t.month
    HAVING sum(t.evidence) > 0
), counted AS (
    SELECT
        tallied.shipper_id, tallied.month, parcels, examined, spells.tier,
        coalesce(spells.until = tallied.month OR spells.examine_all, false) AS turned
    FROM tallied LEFT JOIN spells
        ON spells.shipper_id = tallied.shipper_id AND spells.after < tallied.month
        AND (spells.until IS NULL OR tallied.month <= spells.until)
)
"""
_OF_ALL = _COUNTED.format(of_changes="", of_sellers="")
_OF_SOME = _COUNTED.format(
    of_changes="WHERE shipper_id = ANY(%(shippers)s)", of_sellers="AND s.shipper_id = ANY(%(shippers)s)"
)

# A row for each month and tier, also where there is nothing, so that a month that emptied is told as empty. Rows are
# locked in one order by whoever runs this.
_MEASURE = """
INSERT INTO benefits_month AS m (month, tier, parcels, examined, shippers, left_out)
SELECT
    months.month, tiers.tier,
    coalesce(sum(counted.parcels) FILTER (WHERE NOT turned), 0),
    coalesce(sum(counted.examined) FILTER (WHERE NOT turned), 0),
    count(counted.shipper_id) FILTER (WHERE NOT turned),
    coalesce(sum(counted.parcels) FILTER (WHERE turned), 0)
FROM unnest(%(months)s::date[]) AS months (month)
CROSS JOIN unnest(%(tiers)s::smallint[]) AS tiers (tier)
LEFT JOIN counted ON counted.month = months.month AND counted.tier IS NOT DISTINCT FROM tiers.tier
GROUP BY months.month, tiers.tier
ORDER BY months.month, tiers.tier
ON CONFLICT (month, tier) DO UPDATE SET
    parcels = excluded.parcels, examined = excluded.examined, shippers = excluded.shippers,
    left_out = excluded.left_out
"""
MEASURE = _OF_ALL + _MEASURE

# One row for each of these shippers and months.
_MONTHS_OF = """
SELECT shipper_id, month, tier, parcels, examined, turned FROM counted ORDER BY shipper_id, month
"""
MONTHS_OF = _OF_SOME + _MONTHS_OF

# Who was examined more often than promised, by more than chance explains. What was promised comes as a list of month,
# tier, multiple and that month's ordinary parcels; `z` is a little low, since the exact verdict is not given here. That
# Wilson's lower bound lies above p is the same as that examined - n p exceeds z times the root of n p (1 - p).
_SUSPECTS = """
, promises AS (
    SELECT *
    FROM unnest(
        %(months)s::date[], %(tiers)s::smallint[], %(multiples)s::float8[],
        %(parcels)s::bigint[], %(examined)s::bigint[]
    ) AS p (month, tier, multiple, ordinary_parcels, ordinary_examined)
), totals AS (
    SELECT
        counted.shipper_id, sum(counted.parcels)::float8 AS n, sum(counted.examined)::float8 AS x,
        (sum(counted.parcels * multiple) * sum(ordinary_examined))
            / nullif(sum(counted.parcels) * sum(ordinary_parcels), 0) AS p
    FROM counted JOIN promises USING (month, tier)
    JOIN standing_standing standing ON standing.shipper_id = counted.shipper_id AND status = ANY(%(member)s)
    WHERE NOT turned
    GROUP BY counted.shipper_id
    HAVING least(sum(counted.parcels), sum(ordinary_parcels)) >= %(least)s
)
SELECT shipper_id FROM totals
WHERE p < 1 AND x - n * p > %(z)s * sqrt(n * p * (1 - p))
ORDER BY shipper_id
"""
SUSPECTS = _OF_ALL + _SUSPECTS
