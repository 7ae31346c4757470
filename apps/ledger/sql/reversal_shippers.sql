-- How many parcels of each shipper a reversal changed: both shippers', where it moved one.
SELECT seller.shipper_id, count(DISTINCT touched.parcel_id)
FROM (
    SELECT parcel_id, seller_id FROM ledger_staged
    UNION ALL
    SELECT parcel_id, was_seller_id FROM ledger_staged
) touched
JOIN ledger_seller seller ON seller.id = touched.seller_id
WHERE seller.shipper_id IS NOT NULL
GROUP BY seller.shipper_id
