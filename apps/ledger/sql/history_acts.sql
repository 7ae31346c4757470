-- The program entries of each shipper, and those about control of all businesses that were ever bound to a group of the
-- shipper, with the time from which evaluations of the shipper know each. What else these did is nobody's business here.
-- With them the counts of parcels declared in time, of the shipper and of these others: their rows have counts.
WITH own AS (SELECT unnest(%(shippers)s::bigint[]) AS shipper_id),
controls AS (
    SELECT DISTINCT own.shipper_id, e.control FROM own JOIN ledger_programentry e USING (shipper_id) WHERE e.control IS NOT NULL
),
others AS (
    SELECT DISTINCT controls.shipper_id, e.shipper_id AS member_id
    FROM controls JOIN ledger_programentry e USING (control)
    WHERE e.shipper_id <> controls.shipper_id
),
members AS (
    SELECT shipper_id, shipper_id AS member_id FROM own UNION ALL SELECT * FROM others
),
told AS (
    SELECT members.shipper_id AS asked_id, e.shipper_id, e.id, e.takes_back_id, e.kind, e.date, e.control, e.recording_id,
        e.recorded_at, NULL::integer AS parcels, NULL::integer AS could, NULL::integer AS declared
    FROM members JOIN ledger_programentry e ON e.shipper_id = members.member_id
    WHERE members.member_id = members.shipper_id OR e.control IS NOT NULL
    UNION ALL
    SELECT members.shipper_id, c.shipper_id, c.id, NULL, '', c.month, NULL, c.recording_id, c.recorded_at,
        c.parcels, c.could, c.declared
    FROM members JOIN ledger_declaredmonth c ON c.shipper_id = members.member_id
)
SELECT entry.asked_id, entry.parcels, entry.could, entry.declared, entry.shipper_id, entry.id, entry.takes_back_id,
    entry.kind, entry.date, entry.control, coalesce(late.known_from, entry.recorded_at), entry.recorded_at
FROM told entry
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = entry.asked_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY entry.asked_id, entry.date, entry.id
