-- Keep the contested reports of the batch beside their parcels, for staff to look at. A report that says what its
-- reporter said last of the parcel is kept once.
WITH said AS (
    SELECT index, parcel_id, seller_id, differing, jsonb_strip_nulls(jsonb_build_object(
        'date', date, 'disposition', disposition, 'exam_basis', exam_basis, 'exam_result', exam_result,
        'value', value, 'currency', currency, 'carrier', carrier, 'broker', broker, 'description', description
    )) AS content
    FROM ledger_staged
    WHERE contested
)
INSERT INTO ledger_heldreport (
    parcel_id, reporter_id, recording_id, index, seller_id, content, differing, recorded_at
)
SELECT parcel_id, %(reporter)s, %(recording)s, index, seller_id, content, differing, %(now)s
FROM said
WHERE NOT EXISTS (
    SELECT FROM ledger_heldreport kept
    WHERE kept.parcel_id = said.parcel_id AND kept.reporter_id = %(reporter)s
        AND kept.seller_id = said.seller_id AND kept.content = said.content
)
ORDER BY index
ON CONFLICT (recording_id, index) DO NOTHING
