-- All entries of each case that was ever a case of the shipper, with the time from which evaluations of the shipper know
-- each. No entry is known before one of the shipper that it follows, or that takes the case away from the shipper: with
-- others' entries the evaluations of the shipper have no order.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, l.seller_id FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
), cases AS (
    SELECT DISTINCT own.shipper_id, v.case_id FROM own JOIN ledger_violation v USING (seller_id)
), entries AS (
    SELECT cases.shipper_id AS asked_id, v.*, own.seller_id IS NOT NULL AS is_own,
        coalesce(lag(own.seller_id IS NOT NULL) OVER (PARTITION BY cases.shipper_id, v.case_id ORDER BY v.revision), false)
            AS was_own
    FROM cases
    JOIN ledger_violation v USING (case_id)
    LEFT JOIN own ON own.shipper_id = cases.shipper_id AND own.seller_id = v.seller_id
)
SELECT
    entry.asked_id, entry.case_id, entry.revision, entry.id, entry.seller_id, entry.voided, entry.date, entry.category,
    entry.culpability, entry.attribution, entry.basis, entry.self_disclosed, entry.determination,
    entry.parcel_id,
    greatest(
        coalesce(late.known_from, entry.recorded_at),
        max(coalesce(late.known_from, entry.recorded_at)) FILTER (WHERE is_own OR was_own)
            OVER (PARTITION BY entry.asked_id, entry.case_id ORDER BY entry.revision)
    ),
    entry.recorded_at
FROM entries entry
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = entry.asked_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY entry.asked_id, entry.case_id, entry.revision
