-- Stage a further entry of each parcel: a copy of its present entry with another seller.
INSERT INTO ledger_staged (
    index, round, issuer, reference, digest, outcome, parcel_id, revision,
    was_seller_id, was_date, was_currency, was_value, was_evidence, was_examined, was_discrepant, was_drawn, was_followed,
    seller_id, {{columns}}, evidence, drawn, followed, flags, reported_at, version
)
SELECT
    0, 1, p.issuer, p.reference, '', 'amended', p.id, p.revision + 1,
    p.seller_id, p.date, p.currency, p.value, p.evidence, p.examined, p.discrepant, p.drawn, p.followed,
    whose.seller_id, {{columns of e}}, e.evidence, e.drawn, e.followed, e.flags, e.reported_at, e.version
FROM unnest(%(parcels)s::bigint[], %(sellers)s::bigint[]) AS whose (parcel_id, seller_id)
JOIN ledger_parcel p ON p.id = whose.parcel_id
JOIN ledger_shipment e ON e.id = p.shipment_id AND e.date = p.date
