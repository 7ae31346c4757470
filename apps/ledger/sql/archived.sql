-- The reports that nothing was made of because entries are archived, with the month of those entries: that of the present
-- entry if it is archived, else that of the report.
SELECT index, coalesce(
    (SELECT act.month FROM ledger_archiveact act WHERE act.month = date_trunc('month', s.was_date)::date LIMIT 1),
    date_trunc('month', s.date)::date
)
FROM ledger_staged s
WHERE outcome = 'archived'
