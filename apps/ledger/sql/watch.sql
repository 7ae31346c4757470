-- Lower each watch's count of clean shipments left, and mark shippers due, in key order. Return for each whether it
-- became due or more urgent by this, its urgency, and the time of an evaluation that did not see the batch although its
-- time is not before that of the batch. What happens to one business of a group happens to each of them.
WITH effect AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(clean)s::bigint[], %(urgency)s::smallint[])
        AS e (shipper_id, clean, urgency)
),
spread AS (
    SELECT member_id AS shipper_id, sum(clean)::bigint AS clean, max(urgency) AS urgency
    FROM effect JOIN (
        SELECT shipper_id, shipper_id AS member_id FROM effect
        UNION SELECT * FROM ledger_groups_keep(%(shippers)s::bigint[])
    ) AS together USING (shipper_id)
    GROUP BY member_id
),
locked AS (
    SELECT e.* FROM ledger_watch w JOIN spread e USING (shipper_id) ORDER BY shipper_id FOR UPDATE OF w
)
UPDATE ledger_watch w SET
    clean_left = w.clean_left - l.clean,
    due_since = coalesce(w.due_since, CASE WHEN l.urgency IS NOT NULL OR w.clean_left <= l.clean THEN %(now)s END),
    urgency = greatest(w.urgency, l.urgency),
    recorded_at = greatest(w.recorded_at, %(recorded_at)s)
FROM locked l
WHERE w.shipper_id = l.shipper_id
RETURNING
    w.shipper_id,
    old.due_since IS NULL AND new.due_since IS NOT NULL OR new.urgency > old.urgency,
    new.urgency,
    CASE WHEN old.known_at >= %(recorded_at)s THEN old.known_at END
