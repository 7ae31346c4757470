-- The program entries of each shipper, with the time from which evaluations of the shipper know each.
WITH own AS (SELECT unnest(%(shippers)s::bigint[]) AS shipper_id)
SELECT entry.shipper_id, entry.id, entry.takes_back_id, entry.kind, entry.date, coalesce(late.known_from, entry.recorded_at), entry.recorded_at
FROM own JOIN ledger_programentry entry USING (shipper_id)
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY entry.shipper_id, entry.date, entry.id
