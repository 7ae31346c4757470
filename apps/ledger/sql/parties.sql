-- Record the carriers and brokers that ship under a KSN for the first time: those that the batch names, and its
-- reporter if it is one. Shipments are grouped by these first, since few groups differ. Rows are inserted in key order,
-- as by every writer. Return the new rows.
WITH shipped AS MATERIALIZED (
    SELECT seller_id, carrier, broker, min(parcel_id) AS parcel_id
    FROM ledger_staged
    WHERE outcome IN ('accepted', 'amended')
    GROUP BY seller_id, carrier, broker
),
named AS (
    SELECT seller.shipper_id, party.role, party.code, min(shipped.parcel_id) AS parcel_id
    FROM shipped
    JOIN ledger_seller seller ON seller.id = shipped.seller_id AND seller.source = %(ksn)s
    CROSS JOIN LATERAL (
        VALUES ('carrier', shipped.carrier), ('broker', shipped.broker), (%(reporter_role)s, %(reporter_code)s)
    ) party (role, code)
    WHERE party.code <> ''
    GROUP BY 1, 2, 3
)
INSERT INTO ledger_shippingseen (shipper_id, role, code, parcel_id, recording_id, seen_at)
SELECT shipper_id, role, code, parcel_id, %(recording)s, %(now)s
FROM named
WHERE NOT EXISTS (
    SELECT FROM ledger_shippingseen seen
    WHERE seen.shipper_id = named.shipper_id AND seen.role = named.role AND seen.code = named.code
)
ORDER BY shipper_id, role, code
ON CONFLICT (shipper_id, role, code) DO NOTHING
RETURNING id
