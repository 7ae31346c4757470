"""The SQL that counts parcels for the tier that a shipper held, from tallies and changes of standing alone.

A tally counts for the tier that its shipper held from the first day of the month to the last, in New York. A turn is a
change of the tier, where a shipper that is not a member has none; a change that leaves the tier as it is, such as a
validation, is no turn. A spell is a time between two turns: the shipper holds the tier from the end of the month
`after` until some day of the month `until`. While every parcel of a shipper is examined because a decision is pending,
nothing is promised about exams, and these months are left out. Parcels that an agency opened at random do not count as
examined: the same least share of parcels is opened in every tier, and no benefit touches it.
"""

_COUNTED = """
WITH held AS (
    SELECT
        shipper_id, id, CASE WHEN status = ANY(%(member)s) THEN tier END AS tier, examine_all,
        date_trunc('month', change.at AT TIME ZONE %(zone)s)::date AS month
    FROM standing_change change
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
    SELECT shipper_id, NULL, false, '-infinity'::date, min(month) FROM turns GROUP BY shipper_id
), tallied AS ({tallied}), counted AS (
    SELECT
        tallied.shipper_id, tallied.month, parcels, examined, drawn, spells.tier,
        coalesce(spells.until = tallied.month OR spells.examine_all, false) AS turned
    FROM tallied LEFT JOIN spells
        ON spells.shipper_id = tallied.shipper_id AND spells.after < tallied.month
        AND (spells.until IS NULL OR tallied.month <= spells.until)
)
"""
_TALLIES = """
    SELECT s.shipper_id, t.month, sum(t.evidence) AS parcels,
        sum(t.examined - t.drawn - t.followed - t.surplus) AS examined, sum(t.drawn + t.followed + t.surplus) AS drawn
    FROM ledger_tally t JOIN ledger_seller s ON s.id = t.seller_id
    WHERE t.month BETWEEN %(first)s AND %(last)s {of_sellers}
    GROUP BY s.shipper_id, t.month
    HAVING sum(t.evidence) > 0
"""


def counted_sql(*, tallied: str, of_changes: str = "") -> str:
    """Return the beginning of a statement, up to the table `counted`: a row for each shipper and month.

    `tallied` is a SELECT of shipper, month, parcels, exams that count, and exams at random. `of_changes` is a WHERE of
    the changes of standing.
    """
    return _COUNTED.format(tallied=tallied, of_changes=of_changes)


_OF_ALL = counted_sql(tallied=_TALLIES.format(of_sellers=""))
_OF_SOME = counted_sql(
    tallied=_TALLIES.format(of_sellers="AND s.shipper_id = ANY(%(shippers)s)"),
    of_changes="WHERE shipper_id = ANY(%(shippers)s)",
)

# A row for each month and tier, also without parcels, so that a month whose parcels were all taken back becomes empty.
_SUMS = """
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
"""
SUMS = _OF_ALL + _SUMS

# The rows are locked in one order, so that two runs at the same time do not deadlock.
_INSERT = """
INSERT INTO benefits_month AS m (month, tier, parcels, examined, shippers, left_out, counted_at)
SELECT sums.*, %(now)s FROM (
"""
_UPDATE = """
) sums
ON CONFLICT (month, tier) DO UPDATE SET
    parcels = excluded.parcels, examined = excluded.examined, shippers = excluded.shippers,
    left_out = excluded.left_out, counted_at = excluded.counted_at
"""
MEASURE = _INSERT + SUMS + _UPDATE

# The months to which something was added, or from which something was taken, after a time: those of entries recorded
# later, and of earlier revisions that these replaced. A link or a change of standing may touch every month.
_TOUCHED = """
SELECT DISTINCT date_trunc('month', e.date)::date
FROM ledger_recording r
JOIN ledger_shipment n ON n.recording_id = r.id AND n.recorded_at >= %(since)s
JOIN ledger_shipment e ON e.parcel_id = n.parcel_id AND e.revision IN (n.revision, n.revision - 1)
WHERE r.recorded_at >= %(since)s
UNION
SELECT unnest(%(months)s::date[]) WHERE EXISTS (
    SELECT FROM ledger_sellerlink WHERE recorded_at >= %(since)s
    UNION ALL
    SELECT FROM standing_change WHERE at >= %(since)s
)
"""
TOUCHED = _TOUCHED

# One row for each of the given shippers and each month with parcels.
_MONTHS_OF = """
SELECT shipper_id, month, tier, parcels, examined, drawn, turned FROM counted ORDER BY shipper_id, month
"""
MONTHS_OF = _OF_SOME + _MONTHS_OF

# The members that may have been examined more often than promised. The promises are given as lists of month, tier,
# multiple, and the parcels and exams of others in the month. Of the exams of the member and the others together, each
# is one of the member's with the probability q if the promise was kept. A tail of the binomial distribution is no
# smaller than the tail of the normal one where q is 1/4 or less (E. V. Slud, "Distribution inequalities for the
# binomial law", 1977), so a breach has an excess of z standard deviations or more. This statement only leaves out
# the members that are far from a breach, and `rules.RealisedRate` gives the exact verdict.
_SUSPECTS = """
, promises AS (
    SELECT *
    FROM unnest(
        %(months)s::date[], %(tiers)s::smallint[], %(multiples)s::float8[],
        %(parcels)s::bigint[], %(examined)s::bigint[]
    ) AS p (month, tier, multiple, ordinary_parcels, ordinary_examined)
), totals AS (
    SELECT
        counted.shipper_id, sum(counted.examined)::float8 AS x,
        (sum(counted.examined) + sum(ordinary_examined))::float8 AS n,
        sum(counted.parcels * multiple) / (sum(counted.parcels * multiple) + sum(ordinary_parcels)) AS q
    FROM counted JOIN promises USING (month, tier)
    JOIN standing_standing standing ON standing.shipper_id = counted.shipper_id AND status = ANY(%(member)s)
    WHERE NOT turned
    GROUP BY counted.shipper_id
    HAVING least(sum(counted.parcels), sum(ordinary_parcels)) >= %(least)s
)
SELECT shipper_id FROM totals
WHERE x > n * q AND (q > 0.25 OR x - n * q >= %(z)s * sqrt(n * q * (1 - q)))
ORDER BY shipper_id
"""
SUSPECTS = _OF_ALL + _SUSPECTS
