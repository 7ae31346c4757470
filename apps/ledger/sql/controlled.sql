-- The businesses that are judged together with each of the asked ones, which is one of them. Asked ones that are judged
-- alone are left out. A business belongs to the group of its last entry about control that was not taken back, if by that
-- entry it was bound.
WITH asked AS (
    SELECT DISTINCT ON (e.shipper_id) e.shipper_id, e.kind, e.control
    FROM ledger_programentry e
    WHERE e.shipper_id = ANY (%(shippers)s::bigint[]) AND e.control IS NOT NULL AND e.takes_back_id IS NULL
        AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = e.id)
    ORDER BY e.shipper_id, e.id DESC
),
bound AS (
    SELECT group_.control, last.shipper_id
    FROM (SELECT DISTINCT control FROM asked WHERE kind = 'control_bound') group_
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (e.shipper_id) e.shipper_id, e.kind, e.control
        FROM ledger_programentry e
        WHERE e.shipper_id IN (SELECT m.shipper_id FROM ledger_programentry m WHERE m.control = group_.control)
            AND e.control IS NOT NULL AND e.takes_back_id IS NULL
            AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = e.id)
        ORDER BY e.shipper_id, e.id DESC
    ) last
    WHERE last.kind = 'control_bound' AND last.control = group_.control
)
SELECT asked.shipper_id, bound.shipper_id
FROM asked JOIN bound USING (control)
WHERE asked.kind = 'control_bound'
ORDER BY 1, 2
