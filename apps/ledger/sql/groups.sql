-- Return the businesses that are judged together with each of the asked ones, which is one of them. Asked ones that are
-- judged alone are left out. A business belongs to the group of its last entry about control that was not taken back, if
-- by that entry it was bound.
--
-- ROWS 1: next to nobody is judged together with others. Without it the planner expects a thousand rows for each batch,
-- and may read all watches where a few by their keys would do.
CREATE FUNCTION ledger_judged_together(asked bigint[]) RETURNS TABLE (shipper_id bigint, member_id bigint)
LANGUAGE sql STABLE ROWS 1 SET search_path = public, pg_temp AS $$
    WITH mine AS (
        SELECT DISTINCT ON (e.shipper_id) e.shipper_id, e.kind, e.control
        FROM ledger_programentry e
        WHERE e.shipper_id = ANY (asked) AND e.control IS NOT NULL AND e.takes_back_id IS NULL
            AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = e.id)
        ORDER BY e.shipper_id, e.id DESC
    ),
    bound AS (
        SELECT wanted.control, latest.shipper_id
        FROM (SELECT DISTINCT mine.control FROM mine WHERE mine.kind = 'control_bound') wanted
        CROSS JOIN LATERAL (
            SELECT DISTINCT ON (e.shipper_id) e.shipper_id, e.kind, e.control
            FROM ledger_programentry e
            WHERE e.shipper_id IN (SELECT m.shipper_id FROM ledger_programentry m WHERE m.control = wanted.control)
                AND e.control IS NOT NULL AND e.takes_back_id IS NULL
                AND NOT EXISTS (SELECT FROM ledger_programentry back WHERE back.takes_back_id = e.id)
            ORDER BY e.shipper_id, e.id DESC
        ) latest
        WHERE latest.kind = 'control_bound' AND latest.control = wanted.control
    )
    SELECT mine.shipper_id, bound.shipper_id
    FROM mine JOIN bound USING (control)
    WHERE mine.kind = 'control_bound'
    ORDER BY 1, 2
$$;

-- The same, and keep the groups as they are until the end of the transaction: whoever changes a group takes the lock
-- alone, and so waits for all batches that saw the group of before. The second statement sees what was committed before
-- it, and so each change that the lock waited for.
CREATE FUNCTION ledger_groups_keep(asked bigint[]) RETURNS TABLE (shipper_id bigint, member_id bigint)
LANGUAGE plpgsql ROWS 1 SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1802724476);
    RETURN QUERY SELECT * FROM ledger_judged_together(asked);
END
$$;
