-- The time of the latest entry that a rule reads of identities and of all identities of shippers: parcels opened at random,
-- violations and links, each with the entry that follows, and acts of the program on the shippers.
WITH own AS (
    SELECT unnest(%(sellers)s::bigint[]) AS seller_id
    UNION
    SELECT id FROM ledger_seller WHERE shipper_id = ANY (%(shippers)s::bigint[])
)
SELECT max(recorded_at) FROM (
    SELECT n.recorded_at
    FROM own
    JOIN ledger_shipment e USING (seller_id)
    JOIN ledger_shipment n ON n.parcel_id = e.parcel_id AND n.revision IN (e.revision, e.revision + 1)
    WHERE e.drawn OR e.followed
    UNION ALL
    SELECT n.recorded_at
    FROM own
    JOIN ledger_violation v USING (seller_id)
    JOIN ledger_violation n ON n.case_id = v.case_id AND n.revision IN (v.revision, v.revision + 1)
    UNION ALL
    SELECT l.recorded_at FROM own JOIN ledger_sellerlink l USING (seller_id)
    UNION ALL
    SELECT recorded_at FROM ledger_programentry WHERE shipper_id = ANY (%(shippers)s::bigint[])
) AS entries
