-- The links of all identities that ever belonged to each shipper, with the time from which evaluations of the shipper know
-- each: to the shipper, or to one that was ever judged together with the shipper. To which other one, or to nobody, is
-- nobody's business here.
WITH pair AS (
    SELECT * FROM unnest(%(shippers)s::bigint[], %(members)s::bigint[]) AS p (shipper_id, member_id)
),
own AS (
    SELECT DISTINCT pair.shipper_id, l.seller_id FROM pair JOIN ledger_sellerlink l ON l.shipper_id = pair.member_id
)
SELECT
    own.shipper_id, entry.seller_id, pair.member_id, entry.reason,
    max(coalesce(late.known_from, entry.recorded_at)) OVER (PARTITION BY own.shipper_id, entry.seller_id ORDER BY entry.id),
    entry.recorded_at
FROM own JOIN ledger_sellerlink entry USING (seller_id)
LEFT JOIN pair ON pair.shipper_id = own.shipper_id AND pair.member_id = entry.shipper_id
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY own.shipper_id, entry.seller_id, entry.id
