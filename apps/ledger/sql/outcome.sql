SELECT outcome, count(*) FROM ledger_staged GROUP BY outcome
