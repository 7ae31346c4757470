-- A report that says what stands already, and later, advances the order of the parcel among the reports of its reporter:
-- what was reported before it is stale from now on. The rows are locked already.
UPDATE ledger_parcel p SET
    reported_at = greatest(p.reported_at, s.reported_at),
    version = greatest(p.version, s.version)
FROM ledger_staged s
WHERE s.round = %(round)s AND s.outcome = 'duplicate' AND p.id = s.parcel_id AND p.reporter_id = %(reporter)s
    AND (s.reported_at IS NOT NULL OR s.version IS NOT NULL)
