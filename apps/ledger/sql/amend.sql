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
    followed = s.followed,
    voided = false,
    -- A report without an order among those of its reporter comes after the one before it.
    reported_at = coalesce(s.reported_at, CASE WHEN p.reporter_id = %(reporter)s THEN p.reported_at END),
    version = coalesce(s.version, CASE WHEN p.reporter_id = %(reporter)s THEN p.version END)
FROM ledger_staged s
WHERE s.round = %(round)s AND s.outcome IN ('accepted', 'amended') AND s.revision > 1 AND p.id = s.parcel_id
