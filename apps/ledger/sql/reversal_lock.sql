-- Lock the parcels of a recording, and return the earliest and latest first date of these parcels.
SELECT min(first_date), max(first_date) FROM (
    SELECT first_date FROM ledger_parcel
    WHERE id IN (SELECT parcel_id FROM ledger_shipment WHERE recording_id = %(recording)s)
    ORDER BY issuer, reference, reuse
    FOR NO KEY UPDATE
) locked
