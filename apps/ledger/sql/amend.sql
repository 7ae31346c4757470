-- Make the further entry of each known parcel its present entry. The rows are locked already.
UPDATE ledger_parcel p SET
    revision = s.revision,
    shipment_id = s.shipment_id,
    date = s.date,
    reporter_id = %(reporter)s,
    rank = %(rank)s,
    digest = s.digest,
    seller_id = s.seller_id,
    currency = coalesce(s.currency, ''),
    value = coalesce(s.value, 0),
    evidence = s.evidence,
    examined = coalesce(s.examined, false),
    discrepant = coalesce(s.exam_result = 'discrepant', false),
    drawn = s.drawn,
    voided = false
FROM ledger_staged s
WHERE s.round = %(round)s AND s.outcome IN ('accepted', 'amended') AND s.revision > 1 AND p.id = s.parcel_id
