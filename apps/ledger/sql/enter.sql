-- Write the entries: the first of new parcels, and a further one of those amended.
INSERT INTO ledger_shipment (
    id, parcel_id, revision, recording_id, recorded_at, voided, seller_id, date, description, hs, origin, departure, value,
    currency, weight_kg, quantity, mode, entry_type, port, carrier, broker, declarant, consignee, storefront, lodged_at,
    arrived_at, released_at, disposition, examined, exam_basis, exam_result, evidence, flags
)
SELECT
    shipment_id, parcel_id, revision, %(recording)s, %(now)s, voided, seller_id, date, coalesce(description, ''),
    coalesce(hs, ''), coalesce(origin, ''), coalesce(departure, ''), value, coalesce(currency, ''), weight_kg, quantity,
    coalesce(mode, ''), coalesce(entry_type, ''), coalesce(port, ''), coalesce(carrier, ''), coalesce(broker, ''),
    declarant, consignee, coalesce(storefront, ''), lodged_at, arrived_at, released_at, coalesce(disposition, ''),
    coalesce(examined, false), coalesce(exam_basis, ''), coalesce(exam_result, ''), evidence, flags
FROM ledger_staged
WHERE round = %(round)s AND outcome IN ('accepted', 'amended')
