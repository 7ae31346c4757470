-- Count the entries of each shipper that its evaluation of a given time did not see and a rule reads: parcels that were
-- opened at random, reported for the first time and in order, and everything else, each of which makes the shipper due. An
-- entry that takes a parcel, a case or an identity away from a shipper counts for the shipper too. What concerns one
-- business of a group concerns each of them, and so does what made the group as it is.
WITH asked AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(moments)s::timestamptz[]) AS a (shipper_id, known_at)
),
together AS (
    SELECT shipper_id, shipper_id AS member_id FROM asked
    UNION
    SELECT * FROM ledger_judged_together(%(shippers)s::bigint[])
),
own AS (
    SELECT together.shipper_id, s.id AS seller_id FROM together JOIN ledger_seller s ON s.shipper_id = together.member_id
),
controls AS (
    SELECT asked.shipper_id, latest.control
    FROM asked
    CROSS JOIN LATERAL (
        SELECT e.kind, e.control FROM ledger_programentry e
        WHERE e.shipper_id = asked.shipper_id AND e.control IS NOT NULL AND e.takes_back_id IS NULL
            AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = e.id)
        ORDER BY e.id DESC LIMIT 1
    ) latest
    WHERE latest.kind = 'control_bound'
),
shipments AS (
    SELECT own.shipper_id, e.seller_id, e.parcel_id, e.revision, e.recording_id, e.recorded_at, e.drawn OR e.followed AS opened,
        e.revision = 1 AND e.exam_result <> 'discrepant' AS clean
    FROM own JOIN ledger_shipment e USING (seller_id)
),
changed AS (
    SELECT shipments.shipper_id, n.recording_id, n.recorded_at
    FROM shipments
    JOIN ledger_parcel p ON p.id = shipments.parcel_id AND p.revision > shipments.revision
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_shipment e
        WHERE e.parcel_id = shipments.parcel_id AND e.revision = shipments.revision + 1 LIMIT 1
    ) n
    WHERE shipments.opened
),
violations AS (
    SELECT DISTINCT own.shipper_id, n.id, n.recording_id, n.recorded_at
    FROM own
    JOIN ledger_violation v USING (seller_id)
    JOIN ledger_violation n ON n.case_id = v.case_id AND n.revision IN (v.revision, v.revision + 1)
),
links AS (
    SELECT shipper_id, lag(shipper_id) OVER (PARTITION BY seller_id ORDER BY id) AS before, recording_id, recorded_at
    FROM ledger_sellerlink
    WHERE seller_id IN (SELECT l.seller_id FROM ledger_sellerlink l JOIN together ON together.member_id = l.shipper_id)
),
declared AS (
    SELECT together.shipper_id, counted.recording_id, counted.recorded_at
    FROM together JOIN ledger_declaredmonth counted ON counted.shipper_id = together.member_id
    WHERE EXISTS (
        SELECT FROM together other JOIN ledger_declaredmonth short ON short.shipper_id = other.member_id
        WHERE other.shipper_id = together.shipper_id AND short.declared < short.parcels
            AND (short.id <= counted.id OR short.recording_id = counted.recording_id)
    )
),
entries AS (
    SELECT shipper_id, recording_id, recorded_at, clean FROM shipments WHERE opened
    UNION ALL
    SELECT shipper_id, recording_id, recorded_at, false FROM changed
    UNION ALL
    SELECT shipper_id, recording_id, recorded_at, false FROM violations
    UNION ALL
    SELECT together.shipper_id, recording_id, recorded_at, false
    FROM together JOIN ledger_programentry e ON e.shipper_id = together.member_id
    UNION ALL
    SELECT shipper_id, recording_id, recorded_at, false FROM declared
    UNION ALL
    SELECT controls.shipper_id, recording_id, recorded_at, false FROM controls JOIN ledger_programentry USING (control)
    UNION ALL
    SELECT together.shipper_id, recording_id, recorded_at, false
    FROM links JOIN together ON together.member_id IN (links.shipper_id, links.before)
)
SELECT asked.shipper_id, count(*) FILTER (WHERE clean), count(*) FILTER (WHERE NOT clean)
FROM asked
JOIN entries USING (shipper_id)
LEFT JOIN ledger_latebatch late USING (shipper_id, recording_id, recorded_at)
WHERE coalesce(late.known_from, entries.recorded_at) > asked.known_at
GROUP BY asked.shipper_id
