-- All entries of each parcel of which a violation of the shipper was reported, with the time from which evaluations of the
-- shipper know each. No entry is known before the entry that it follows.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, v.parcel_id
    FROM pair
    JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
    JOIN ledger_violation v USING (seller_id)
    WHERE v.parcel_id IS NOT NULL
)
SELECT
    own.shipper_id, entry.parcel_id, entry.revision, entry.seller_id, entry.date, entry.drawn AND NOT entry.voided,
    entry.followed AND NOT entry.voided, entry.exam_result = 'discrepant',
    max(coalesce(late.known_from, entry.recorded_at)) OVER (
        PARTITION BY own.shipper_id, entry.parcel_id ORDER BY entry.revision
    ),
    entry.recorded_at
FROM own JOIN ledger_shipment entry USING (parcel_id)
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY own.shipper_id, entry.parcel_id, entry.revision
