-- The reports that nothing was made of because entries are archived, with the month of those entries: that of the present
-- entry, that of the report, or the earliest in which another entry of the parcel may be. A month that is just being
-- archived is none of %(months)s yet: it is that of the report.
SELECT s.index, coalesce(
    min(months.month) FILTER (WHERE months.month = date_trunc('month', s.was_date)),
    min(months.month) FILTER (WHERE months.month = date_trunc('month', s.date)),
    min(months.month) FILTER (
        WHERE months.month BETWEEN date_trunc('month', p.first_date - %(reuse_days)s) AND p.first_date + %(reuse_days)s
    ),
    date_trunc('month', s.date)::date
)
FROM ledger_staged s
LEFT JOIN ledger_parcel p ON p.id = s.parcel_id
LEFT JOIN unnest(%(months)s::date[]) AS months (month) ON true
WHERE s.outcome = 'archived'
GROUP BY s.index, s.date
