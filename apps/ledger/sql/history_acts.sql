-- The program entries of each shipper, and those about control of all businesses that were ever bound to a group of the
-- shipper, with the time from which evaluations of the shipper know each. What else these did is nobody's business here.
WITH own AS (SELECT unnest(%(shippers)s::bigint[]) AS shipper_id),
controls AS (
    SELECT DISTINCT own.shipper_id, e.control FROM own JOIN ledger_programentry e USING (shipper_id) WHERE e.control IS NOT NULL
),
others AS (
    SELECT DISTINCT controls.shipper_id, e.shipper_id AS member_id
    FROM controls JOIN ledger_programentry e USING (control)
    WHERE e.shipper_id <> controls.shipper_id
),
told AS (
    SELECT own.shipper_id AS asked_id, e.* FROM own JOIN ledger_programentry e USING (shipper_id)
    UNION ALL
    SELECT others.shipper_id, e.* FROM others JOIN ledger_programentry e ON e.shipper_id = others.member_id
    WHERE e.control IS NOT NULL
)
SELECT entry.asked_id, entry.shipper_id, entry.id, entry.takes_back_id, entry.kind, entry.date, entry.control,
    coalesce(late.known_from, entry.recorded_at), entry.recorded_at
FROM told entry
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = entry.asked_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY entry.asked_id, entry.date, entry.id
