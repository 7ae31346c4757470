-- Lock the next parcels of a recording, in the order of their keys; return the earliest and latest first date of these
-- parcels, the last of them, and their number.
SELECT min(first_date), max(first_date), max(id), count(*) FROM (
    SELECT id, first_date FROM ledger_parcel
    WHERE id IN (
        SELECT DISTINCT parcel_id FROM ledger_shipment
        WHERE recording_id = %(recording)s AND parcel_id > %(after)s
        ORDER BY parcel_id
        LIMIT %(most)s
    )
    ORDER BY issuer, reference, reuse
    FOR NO KEY UPDATE
) locked
