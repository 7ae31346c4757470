-- Make the restored entry the present one. No digest is kept, so that the next report is compared field by field.
UPDATE ledger_parcel p SET
    revision = s.revision,
    shipment_id = s.shipment_id,
    date = s.date,
    reporter_id = s.believed_id,
    rank = (%(ranks)s::jsonb ->> r.kind)::smallint,
    digest = '',
    seller_id = s.seller_id,
    currency = s.currency,
    value = coalesce(s.value, 0),
    evidence = s.evidence,
    examined = s.examined,
    discrepant = s.exam_result = 'discrepant',
    drawn = s.drawn,
    followed = s.followed,
    voided = s.voided,
    reported_at = CASE WHEN NOT s.voided THEN s.reported_at END,
    version = CASE WHEN NOT s.voided THEN s.version END
FROM ledger_staged s
JOIN ledger_reporter r ON r.id = s.believed_id
WHERE p.id = s.parcel_id
