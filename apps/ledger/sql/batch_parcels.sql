-- The parcels of some reports of the batch, as the batch leaves them. The staging table holds this batch alone: entries
-- of a recording would be read again with each of its batches.
SELECT parcel_id, coalesce(hs, ''), coalesce(description, '')
FROM ledger_staged
WHERE outcome IN ('accepted', 'amended') AND index = ANY (%(indexes)s)
