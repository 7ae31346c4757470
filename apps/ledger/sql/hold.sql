-- Keep the contested statements of the batch beside their parcels, for staff to look at: the reports that were refused,
-- and what guests said of a seller that whoever may issue the number has amended. What a reporter says again of a parcel
-- is kept once. Gives the reporters of what is kept.
WITH contested AS (
    SELECT %(reporter)s AS reporter_id, %(recording)s AS recording_id, index, parcel_id, seller_id, differing,
        to_jsonb(s) AS fields
    FROM ledger_staged s
    WHERE contested AND outcome = 'conflict'
    UNION ALL
    SELECT s.believed_id, e.recording_id, NULL, s.parcel_id, e.seller_id, s.differing, to_jsonb(e)
    FROM ledger_staged s
    JOIN ledger_shipment e ON e.parcel_id = s.parcel_id AND e.date = s.was_date AND e.revision = s.revision - 1
    WHERE s.contested AND s.outcome = 'amended'
), said AS (
    SELECT *, (
        SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(fields)
        WHERE key = ANY (%(fields)s) AND value NOT IN ('null', '""', 'false')
    ) AS content
    FROM contested
)
INSERT INTO ledger_heldreport (
    parcel_id, reporter_id, recording_id, index, seller_id, content, differing, recorded_at
)
SELECT parcel_id, reporter_id, recording_id, index, seller_id, content, differing, %(now)s
FROM said
WHERE NOT EXISTS (
    SELECT FROM ledger_heldreport kept
    WHERE kept.parcel_id = said.parcel_id AND kept.reporter_id = said.reporter_id
        AND kept.seller_id = said.seller_id AND kept.content = said.content
)
ORDER BY index
ON CONFLICT (recording_id, index) DO NOTHING
RETURNING reporter_id
