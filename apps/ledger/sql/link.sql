-- Link identities to shippers: an entry for each, and the shipper in the identity's row.
WITH linked AS (
    SELECT * FROM unnest(%(sellers)s::bigint[], %(shippers)s::bigint[]) AS l (seller_id, shipper_id)
),
held AS (
    UPDATE ledger_seller s SET shipper_id = linked.shipper_id FROM linked WHERE s.id = linked.seller_id
)
INSERT INTO ledger_sellerlink (seller_id, shipper_id, reason, recording_id, recorded_at)
SELECT seller_id, shipper_id, %(reason)s, %(recording)s, %(recorded_at)s FROM linked ORDER BY seller_id
