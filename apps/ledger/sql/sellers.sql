-- Find the identities of a batch, each by its place from 1 on, and lock them against changes until the batch is recorded.
SELECT s.id, k.place, s.name <> ''
FROM ledger_seller s
JOIN unnest(%(sources)s::text[], %(codes)s::text[]) WITH ORDINALITY AS k (source, code, place) USING (source, code)
ORDER BY s.id
FOR KEY SHARE OF s
