SELECT outcome, count(*), bool_or(contested) FROM ledger_staged GROUP BY outcome
