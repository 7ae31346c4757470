-- The months that have a partition.
SELECT to_date(right(relname, 6), 'YYYYMM') AS month
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'ledger_shipment'::regclass
ORDER BY month
