-- Stage a further entry of each parcel that says all that its present one says, except whose it is.
INSERT INTO ledger_staged (
    index, round, issuer, reference, digest, outcome, parcel_id, revision,
    was_seller_id, was_date, was_currency, was_value, was_evidence, was_examined, was_discrepant,
    seller_id, date, description, hs, origin, departure, value, currency, weight_kg, quantity, mode, entry_type, port,
    carrier, broker, declarant, consignee, storefront, lodged_at, arrived_at, released_at, disposition, examined,
    exam_basis, exam_result, evidence, flags
)
SELECT
    0, 1, p.issuer, p.reference, '', 'amended', p.id, p.revision + 1,
    p.seller_id, p.date, p.currency, p.value, p.evidence, p.examined, p.discrepant,
    whose.seller_id, e.date, e.description, e.hs, e.origin, e.departure, e.value, e.currency, e.weight_kg, e.quantity, e.mode,
    e.entry_type, e.port, e.carrier, e.broker, e.declarant, e.consignee, e.storefront, e.lodged_at, e.arrived_at,
    e.released_at, e.disposition, e.examined, e.exam_basis, e.exam_result, e.evidence, e.flags
FROM unnest(%(parcels)s::bigint[], %(sellers)s::bigint[]) AS whose (parcel_id, seller_id)
JOIN ledger_parcel p ON p.id = whose.parcel_id
JOIN ledger_shipment e ON e.id = p.shipment_id AND e.date = p.date
