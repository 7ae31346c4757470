-- The parcels of a recording of which an entry is in a file: entries of a parcel are numbered without a gap.
SELECT p.id
FROM ledger_parcel p
WHERE p.id IN (SELECT parcel_id FROM ledger_shipment WHERE recording_id = %(recording)s)
    AND (SELECT count(*) FROM ledger_shipment e WHERE e.parcel_id = p.id) < p.revision
