-- The counts of parcels declared in time of each shipper, and of all that were ever judged together with the shipper, with
-- the time from which evaluations of the shipper know each.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
)
SELECT pair.shipper_id, pair.member_id, counted.month, counted.parcels, counted.could, counted.declared,
    coalesce(late.known_from, counted.recorded_at), counted.recorded_at
FROM pair JOIN ledger_declaredmonth counted ON counted.shipper_id = pair.member_id
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = pair.shipper_id AND late.recording_id = counted.recording_id
    AND late.recorded_at = counted.recorded_at
ORDER BY pair.shipper_id, counted.month, pair.member_id
