-- The months of the staged entries, with whether anything may be recorded in each.
SELECT month, ledger_shipment_month(month)
FROM (SELECT DISTINCT date_trunc('month', date)::date AS month FROM ledger_staged) AS months
ORDER BY month
