-- Find the identities of a batch, and lock them against changes until the batch is recorded.
SELECT s.id, s.source, s.code, s.name <> ''
FROM ledger_seller s
JOIN unnest(%(sources)s::text[], %(codes)s::text[]) AS k (source, code) USING (source, code)
ORDER BY s.id
FOR KEY SHARE OF s
