-- What the catalogue says of a month: its entries, when they were recorded, by which recordings, and the sellers whose
-- parcels an entry of the month took over. Such a seller may have its entries of the parcel in other months alone.
SELECT
    count(*), min(e.recorded_at), max(e.recorded_at),
    coalesce(array_agg(DISTINCT e.recording_id), '{}'::bigint[]),
    coalesce((
        SELECT array_agg(DISTINCT earlier.seller_id)
        FROM ledger_shipment later
        JOIN ledger_shipment earlier ON earlier.parcel_id = later.parcel_id AND earlier.revision = later.revision - 1
        WHERE later.date >= %(month)s AND later.date < %(next_month)s AND later.revision > 1
            AND earlier.seller_id <> later.seller_id
    ), '{}'::bigint[])
FROM ledger_shipment e
WHERE e.date >= %(month)s AND e.date < %(next_month)s
