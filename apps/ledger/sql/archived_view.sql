-- All entries, those in files too, under the name of their table, for this session alone.
CREATE TEMPORARY VIEW ledger_shipment AS
SELECT * FROM public.ledger_shipment UNION ALL SELECT * FROM pg_temp.ledger_archived
