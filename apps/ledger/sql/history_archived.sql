-- The archived months that hold entries of each shipper or of another (`member_id`) that was ever judged together with the
-- shipper, and those of parcels of which a violation of the shipper was
-- reported (`of_violation`). An entry that took a parcel of a shipper over, and is archived, concerns that shipper too.
WITH acts AS (
    SELECT id, month, first_recorded, last_recorded FROM ledger_archiveact WHERE id = ANY (%(archives)s::bigint[])
),
pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, pair.member_id, l.seller_id
    FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
)
SELECT own.shipper_id, own.member_id, month, first_recorded, last_recorded, false
FROM own JOIN ledger_tally USING (seller_id) JOIN acts USING (month)
UNION
SELECT own.shipper_id, own.member_id, acts.month, acts.first_recorded, acts.last_recorded, false
FROM acts JOIN ledger_archiveact act USING (id) JOIN own ON own.seller_id = ANY (act.took_over)
UNION
SELECT own.shipper_id, own.member_id, acts.month, acts.first_recorded, acts.last_recorded, true
FROM own
JOIN ledger_violation v USING (seller_id)
JOIN ledger_parcel p ON p.id = v.parcel_id
JOIN acts ON acts.month BETWEEN date_trunc('month', p.first_date - %(reuse_days)s) AND p.first_date + %(reuse_days)s
WHERE (SELECT count(*) FROM ledger_shipment e WHERE e.parcel_id = p.id) < p.revision
ORDER BY 1, 2, 3, 6
