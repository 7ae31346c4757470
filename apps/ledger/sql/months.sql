-- Make the partitions of the months of a batch. Return each month with whether anything may be recorded in it, and whether
-- any month was ever archived.
SELECT month, ledger_shipment_month(month), EXISTS (SELECT FROM ledger_archiveact)
FROM unnest(%(months)s::date[]) AS month ORDER BY month
