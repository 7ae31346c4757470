-- Create a parcel for each number that was never reported before. All writers insert in key order, so that two writers
-- of the same numbers never wait for each other in a circle.
INSERT INTO ledger_parcel (
    id, issuer, reference, reuse, first_date, revision, shipment_id, date, reporter_id, rank, digest,
    seller_id, currency, value, evidence, examined, discrepant, drawn, followed, voided,
    reported_at, version
)
SELECT
    parcel_id, issuer, reference, 0, date, 1, shipment_id, date, %(reporter)s, %(rank)s, digest,
    seller_id, coalesce(currency, ''), coalesce(value, 0), evidence, coalesce(examined, false),
    coalesce(exam_result = 'discrepant', false), drawn, followed, false,
    reported_at, version
FROM ledger_staged
WHERE round = %(round)s AND outcome = 'accepted'
ORDER BY issuer, reference
ON CONFLICT (issuer, reference, reuse) DO NOTHING
