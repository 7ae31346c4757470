-- The count of parcels of each shipper that a reversal changed; a moved parcel counts for both shippers.
SELECT seller.shipper_id, count(DISTINCT touched.parcel_id)
FROM (
    SELECT parcel_id, seller_id FROM ledger_staged
    UNION ALL
    SELECT parcel_id, was_seller_id FROM ledger_staged
) touched
JOIN ledger_seller seller ON seller.id = touched.seller_id
WHERE seller.shipper_id IS NOT NULL
GROUP BY seller.shipper_id
