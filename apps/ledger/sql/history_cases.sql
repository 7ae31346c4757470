-- All entries of each case that was ever a case of the shipper, with the time from which evaluations of the shipper know
-- each. No entry is known before the entry that it follows.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, l.seller_id FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
), cases AS (
    SELECT DISTINCT own.shipper_id, v.case_id FROM own JOIN ledger_violation v USING (seller_id)
)
SELECT
    own.shipper_id, entry.case_id, entry.revision, entry.id, entry.seller_id, entry.voided, entry.date, entry.category,
    entry.culpability, entry.attribution, entry.basis, entry.self_disclosed, entry.determination,
    entry.parcel_id,
    max(coalesce(late.known_from, entry.recorded_at)) OVER (PARTITION BY own.shipper_id, entry.case_id ORDER BY entry.revision),
    entry.recorded_at
FROM cases own JOIN ledger_violation entry USING (case_id)
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY own.shipper_id, entry.case_id, entry.revision
