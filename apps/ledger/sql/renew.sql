-- Create a parcel for each number that a carrier reused, which happens only after REUSE_DAYS. The lock on the first
-- parcel of the number keeps other writers from doing the same.
INSERT INTO ledger_parcel (
    id, issuer, reference, reuse, first_date, revision, shipment_id, date, reporter_id, rank, digest,
    seller_id, currency, value, evidence, examined, discrepant, drawn, followed, voided,
    reported_at, version
)
SELECT
    parcel_id, issuer, reference,
    (SELECT max(p.reuse) + 1 FROM ledger_parcel p WHERE p.issuer = s.issuer AND p.reference = s.reference),
    date, 1, shipment_id, date, %(reporter)s, %(rank)s, digest,
    seller_id, coalesce(currency, ''), coalesce(value, 0), evidence, coalesce(examined, false),
    coalesce(exam_result = 'discrepant', false), drawn, followed, false,
    reported_at, version
FROM ledger_staged s
WHERE round = %(round)s AND outcome = 'accepted' AND NOT EXISTS (
    SELECT FROM ledger_parcel p
    WHERE p.issuer = s.issuer AND p.reference = s.reference AND abs(s.date - p.first_date) <= %(reuse_days)s
)
