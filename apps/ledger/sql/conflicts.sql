-- The reports that contradict a more authoritative reporter, with the differing fields and the name of that reporter.
SELECT s.index, s.differing, coalesce(nullif(r.name, ''), r.code)
FROM ledger_staged s
JOIN ledger_reporter r ON r.id = s.believed_id
WHERE s.outcome = 'conflict'
