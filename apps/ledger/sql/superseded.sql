-- The reports that changed nothing because of later reports of their reporter, with the order of the last of these.
SELECT index, outcome, stood_at, stood_version
FROM ledger_staged
WHERE outcome IN ('stale', 'repeated')
ORDER BY index
