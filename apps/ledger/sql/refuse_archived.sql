-- Refuse the reports of parcels never reported before whose month is archived: its partition is gone.
UPDATE ledger_staged s SET outcome = 'archived'
WHERE round = %(round)s AND date_trunc('month', date)::date = ANY (%(archived)s::date[]) AND NOT EXISTS (
    SELECT FROM ledger_parcel p
    WHERE p.issuer = s.issuer AND p.reference = s.reference AND abs(s.date - p.first_date) <= %(reuse_days)s
)
