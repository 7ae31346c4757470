-- Identities whose shipper is not the one of their last link.
SELECT 'seller ' || s.id, to_jsonb(s.shipper_id), to_jsonb(l.shipper_id)
FROM ledger_seller s
LEFT JOIN LATERAL (
    SELECT shipper_id FROM ledger_sellerlink WHERE seller_id = s.id ORDER BY id DESC LIMIT 1
) l ON true
WHERE s.shipper_id IS DISTINCT FROM l.shipper_id
ORDER BY s.id
