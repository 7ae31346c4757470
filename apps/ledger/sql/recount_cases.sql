-- Cases that do not point at their latest entry.
SELECT
    'case ' || c.id, to_jsonb(c), to_jsonb(v)
FROM ledger_case c
LEFT JOIN LATERAL (
    SELECT id, revision, seller_id FROM ledger_violation WHERE case_id = c.id ORDER BY revision DESC LIMIT 1
) v ON true
WHERE (c.violation_id, c.revision, c.seller_id) IS DISTINCT FROM (v.id, v.revision, v.seller_id)
