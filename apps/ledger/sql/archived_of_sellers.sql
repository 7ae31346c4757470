-- The archived months that hold entries of some identities. A tally is never deleted, so that it tells of each month in
-- which an identity ever had an entry.
SELECT DISTINCT month FROM ledger_tally
WHERE seller_id = ANY (%(sellers)s::bigint[]) AND month = ANY (%(months)s::date[])
ORDER BY month
