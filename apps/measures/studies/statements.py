"""The SQL behind the studies, from entries, draws and changes of standing that were recorded until `known_at`."""

from apps.benefits.statements import counted_sql
from apps.measures.statements import OWNERS, latest_sql

# The day on which each business first became a member.
JOINED = """
SELECT shipper_id, (min(at) AT TIME ZONE %(zone)s)::date
FROM standing_change
WHERE status = ANY(%(member)s) AND at <= %(known_at)s
GROUP BY shipper_id
ORDER BY shipper_id
"""

# The parcels of each business in each month that others than the seller reported, with those that were examined and not
# drawn; by the tier that the business held through the month, as the benefits count them. Tallies keep no past, so the
# same counts are made of entries. Of the examined ones, those of which arrival and release are known, and those of them
# that were released within 24 hours. Rows without a business are those of whole tiers: the same of all their months,
# with the median of the hours and the number of businesses.
_EVIDENCE = """
, evidence AS (
    SELECT coalesce(owners.shipper_id, -entry.seller_id) AS shipper_id, date_trunc('month', entry.date)::date AS month,
        entry.examined, entry.drawn OR entry.followed AS drawn,
        CASE WHEN entry.examined AND entry.released_at >= entry.arrived_at
            THEN extract(epoch FROM entry.released_at - entry.arrived_at)::float8 / 3600 END AS hours
    FROM ledger_shipment entry LEFT JOIN owners USING (seller_id)
    WHERE entry.date BETWEEN %(first)s AND %(last)s AND entry.recorded_at <= %(known_at)s AND NOT entry.voided
        AND entry.evidence
        AND {latest}
), """
_TIERS = (
    OWNERS
    + _EVIDENCE.replace("{latest}", latest_sql())
    + counted_sql(
        tallied="""
    SELECT shipper_id, month, count(*) AS parcels,
        count(*) FILTER (WHERE examined) - count(*) FILTER (WHERE drawn) AS examined,
        count(*) FILTER (WHERE drawn) AS drawn
    FROM evidence
    GROUP BY shipper_id, month
""",
        of_changes="WHERE change.at <= %(known_at)s",
    )
    .lstrip()
    .removeprefix("WITH ")
)
_TIER_ROWS = """
SELECT counted.shipper_id, counted.month, counted.tier, counted.parcels, counted.examined, counted.turned,
    count(evidence.hours), count(*) FILTER (WHERE evidence.hours <= 24), NULL::float8, NULL::bigint
FROM counted JOIN evidence USING (shipper_id, month)
GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT NULL, NULL, counted.tier, NULL, NULL, NULL, count(*), count(*) FILTER (WHERE evidence.hours <= 24),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY evidence.hours), count(DISTINCT counted.shipper_id)
FROM counted JOIN evidence USING (shipper_id, month)
WHERE NOT counted.turned AND evidence.hours IS NOT NULL
GROUP BY counted.tier
ORDER BY 1, 2, 3
"""
TIER_MONTHS = _TIERS + _TIER_ROWS

# The day on which each business first added a passed check of guidance to an application.
CHECKED = """
SELECT shipper_id, (min(at) AT TIME ZONE %(zone)s)::date
FROM events_event
WHERE kind = 'application.evidence_added' AND payload ->> 'check' <> '' AND at <= %(known_at)s
    AND shipper_id IS NOT NULL
GROUP BY shipper_id
ORDER BY shipper_id
"""

# The answers to the checks of guidance in the period, before and after reading. Their rows have a day and no moment.
ANSWERS = """
SELECT check_key, is_after, count(*), sum("right"), sum(questions)
FROM guidance_checkresult
WHERE day BETWEEN %(first)s AND %(last)s AND day < (%(known_at)s AT TIME ZONE %(zone)s)::date
GROUP BY check_key, is_after
ORDER BY check_key, is_after
"""

# The businesses with a violation in the year before the period: the tier that each held when the day of its first one
# began (none for a business that was no member), and the days until its next one, or until the end of the period.
_SPELLS = """
, present AS (
    SELECT DISTINCT ON (case_id) *
    FROM ledger_violation
    WHERE recorded_at <= %(known_at)s
    ORDER BY case_id, revision DESC
), counting AS (
    SELECT owners.shipper_id, coalesce(owners.shipper_id, -present.seller_id) AS business, present.date
    FROM present LEFT JOIN owners USING (seller_id)
    WHERE NOT voided AND determination = ANY(%(counting)s) AND date BETWEEN %(since)s AND %(last)s
), firsts AS (
    SELECT business, shipper_id, min(date) AS date FROM counting WHERE date < %(first)s GROUP BY business, shipper_id
), nexts AS (
    SELECT firsts.*, (
        SELECT min(counting.date) FROM counting
        WHERE counting.business = firsts.business AND counting.date > firsts.date
    ) AS next
    FROM firsts
)
SELECT business, (
        SELECT CASE WHEN change.status = ANY(%(member)s) THEN change.tier END
        FROM standing_change change
        WHERE change.shipper_id = nexts.shipper_id AND change.at <= nexts.date::timestamp AT TIME ZONE %(zone)s
        ORDER BY change.id DESC
        LIMIT 1
    ), coalesce(next, %(last)s) - date, next IS NOT NULL
FROM nexts
ORDER BY business
"""
SPELLS = OWNERS + _SPELLS
