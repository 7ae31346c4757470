-- The counts of parcels declared in time of each shipper, with the time from which evaluations of the shipper know each.
WITH own AS (SELECT unnest(%(shippers)s::bigint[]) AS shipper_id)
SELECT counted.shipper_id, counted.month, counted.parcels, counted.could, counted.declared,
    coalesce(late.known_from, counted.recorded_at), counted.recorded_at
FROM own JOIN ledger_declaredmonth counted USING (shipper_id)
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = counted.recording_id
    AND late.recorded_at = counted.recorded_at
ORDER BY counted.shipper_id, counted.month
