-- The changes that entries made to the monthly counts of the parcels of each shipper, with the time from which evaluations
-- of the shipper know each. Parcels that only the seller reported are left out.
--
-- A revision adds its parcel to a month, and the next revision removes the parcel again, whosever that one is. A parcel
-- counts from its own date; a parcel with a later date counts from the day of its recording, since the tally of that day
-- held it.
--
-- No revision is known before the one that it follows. But only revisions that a rule reads (`is_read`) have an order
-- against evaluations: those of a parcel opened at random, and the one after such a revision. Any other one may bear a
-- later time than a revision that follows, from a clock that was ahead: it is known at the latest with that revision.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, l.seller_id FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
), mine AS (
    SELECT
        own.shipper_id, e.seller_id, e.parcel_id, e.revision, e.recording_id, e.recorded_at, e.date,
        e.evidence AND NOT e.voided AS counts, e.examined, e.exam_result = 'discrepant' AS discrepant, e.drawn, e.followed,
        lead(e.revision) OVER (PARTITION BY own.shipper_id, e.parcel_id ORDER BY e.revision) AS next_revision
    FROM own JOIN ledger_shipment e USING (seller_id)
),
replacing AS (
    SELECT mine.shipper_id, NULL::bigint AS seller_id, n.parcel_id, n.revision, n.recording_id, n.recorded_at, n.date,
        false AS counts, false AS examined, false AS discrepant, false AS drawn, false AS followed,
        NULL::smallint
    FROM mine
    JOIN ledger_parcel p ON p.id = mine.parcel_id AND p.revision > mine.revision
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_shipment e WHERE e.parcel_id = mine.parcel_id AND e.revision = mine.revision + 1 LIMIT 1
    ) n
    WHERE mine.next_revision IS DISTINCT FROM mine.revision + 1
),
timed AS (
    SELECT own.*, coalesce(late.known_from, entry.recorded_at) AS own_time,
        drawn OR followed OR coalesce(lag(drawn OR followed) OVER revisions, false) AS is_read
    FROM (SELECT * FROM mine UNION ALL SELECT * FROM replacing) own
    CROSS JOIN LATERAL (SELECT own.recording_id, own.recorded_at) entry
    LEFT JOIN ledger_latebatch late
        ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
        AND late.recorded_at = entry.recorded_at
    WINDOW revisions AS (PARTITION BY own.shipper_id, own.parcel_id ORDER BY own.revision)
),
followed AS (
    SELECT *, greatest(own_time, max(own_time) FILTER (WHERE is_read) OVER revisions) AS after_read
    FROM timed
    WINDOW revisions AS (PARTITION BY shipper_id, parcel_id ORDER BY revision)
),
chained AS (
    SELECT *, min(after_read) OVER (
        PARTITION BY shipper_id, parcel_id ORDER BY revision ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS known_from
    FROM followed
),
paired AS (
    SELECT *, lead(known_from) OVER (PARTITION BY shipper_id, parcel_id ORDER BY revision) AS replaced_from
    FROM chained
)
SELECT
    shipper_id, seller_id, change.known_from, least(date, (recorded_at AT TIME ZONE %(zone)s)::date) AS counts_from,
    date_trunc('month', date)::date AS month, sum(sign),
    coalesce(sum(sign) FILTER (WHERE examined), 0),
    coalesce(sum(sign) FILTER (WHERE examined AND discrepant), 0),
    coalesce(sum(sign) FILTER (WHERE drawn), 0),
    coalesce(sum(sign) FILTER (WHERE drawn AND discrepant), 0),
    coalesce(sum(sign) FILTER (WHERE followed), 0),
    coalesce(sum(sign) FILTER (WHERE followed AND discrepant), 0)
FROM paired
CROSS JOIN LATERAL (VALUES (1, paired.known_from), (-1, replaced_from)) change (sign, known_from)
WHERE counts AND change.known_from IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
HAVING sum(sign) <> 0 OR sum(sign) FILTER (WHERE examined) <> 0 OR sum(sign) FILTER (WHERE examined AND discrepant) <> 0
    OR sum(sign) FILTER (WHERE drawn) <> 0 OR sum(sign) FILTER (WHERE drawn AND discrepant) <> 0
    OR sum(sign) FILTER (WHERE followed) <> 0 OR sum(sign) FILTER (WHERE followed AND discrepant) <> 0
ORDER BY shipper_id, change.known_from, month, counts_from, seller_id
