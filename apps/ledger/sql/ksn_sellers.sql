-- Create the identity of each KSN with its link, in key order. An identity that another writer has created is left to
-- that writer, link and all.
WITH numbers AS (
    SELECT * FROM unnest(%(codes)s::text[], %(names)s::text[], %(shippers)s::bigint[], %(since)s::timestamptz[])
        AS n (code, name, shipper_id, since)
),
created AS (
    INSERT INTO ledger_seller (source, code, name, shipper_id)
    SELECT %(source)s, code, name, shipper_id FROM numbers ORDER BY code
    ON CONFLICT (source, code) DO NOTHING
    RETURNING id, shipper_id
)
INSERT INTO ledger_sellerlink (seller_id, shipper_id, reason, recorded_at)
SELECT created.id, shipper_id, %(reason)s, since FROM created JOIN numbers USING (shipper_id)
