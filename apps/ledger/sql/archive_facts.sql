-- What the catalogue says of a month: its entries, when they were recorded, by which recordings, and the sellers whose
-- parcels an entry of the month took over from another month, in which alone those sellers have a tally of the parcel.
SELECT
    count(*), min(e.recorded_at), max(e.recorded_at),
    coalesce(array_agg(DISTINCT e.recording_id), '{{}}'::bigint[]),
    coalesce((
        SELECT array_agg(DISTINCT earlier.seller_id)
        FROM {0} later
        JOIN ledger_shipment earlier ON earlier.parcel_id = later.parcel_id AND earlier.revision = later.revision - 1
        WHERE later.revision > 1 AND earlier.seller_id <> later.seller_id
    ), '{{}}'::bigint[])
FROM {0} e
