-- The reports that contradict somebody more authoritative: in which fields, and who is believed.
SELECT s.index, s.differing, coalesce(nullif(r.name, ''), r.code)
FROM ledger_staged s
JOIN ledger_reporter r ON r.id = s.believed_id
WHERE s.outcome = 'conflict'
