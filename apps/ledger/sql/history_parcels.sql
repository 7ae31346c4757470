-- All entries of each parcel of which a violation of the shipper was reported, with the time from which evaluations of the
-- shipper know each. No entry is known before one that it follows and that a rule reads (as in `history_months.sql`).
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, l.seller_id FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
),
parcels AS (
    SELECT DISTINCT own.shipper_id, v.parcel_id FROM own JOIN ledger_violation v USING (seller_id)
    WHERE v.parcel_id IS NOT NULL
),
told AS (
    SELECT parcels.shipper_id AS asked_id, e.*, own.seller_id IS NOT NULL AND (e.drawn OR e.followed) AS opened
    FROM parcels
    JOIN ledger_shipment e USING (parcel_id)
    LEFT JOIN own ON own.shipper_id = parcels.shipper_id AND own.seller_id = e.seller_id
),
entries AS (
    SELECT *, opened OR coalesce(lag(opened) OVER (PARTITION BY asked_id, parcel_id ORDER BY revision), false) AS is_read
    FROM told
)
SELECT
    entry.asked_id, entry.parcel_id, entry.revision, entry.seller_id, entry.date, entry.drawn AND NOT entry.voided,
    entry.followed AND NOT entry.voided, entry.exam_result = 'discrepant',
    greatest(
        coalesce(late.known_from, entry.recorded_at),
        max(coalesce(late.known_from, entry.recorded_at)) FILTER (WHERE is_read)
            OVER (PARTITION BY entry.asked_id, entry.parcel_id ORDER BY entry.revision)
    ),
    entry.recorded_at
FROM entries entry
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = entry.asked_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY entry.asked_id, entry.parcel_id, entry.revision
