-- The links of all identities that ever belonged to each shipper, with the time from which evaluations of the shipper know
-- each. `mine` tells whether the link is to this shipper; to which other one, or to nobody, is nobody's business here.
WITH own AS (
    SELECT DISTINCT shipper_id, seller_id FROM ledger_sellerlink WHERE shipper_id = ANY (%(shippers)s)
)
SELECT
    own.shipper_id, entry.seller_id, entry.shipper_id IS NOT DISTINCT FROM own.shipper_id AS mine, entry.reason,
    max(coalesce(late.known_from, entry.recorded_at)) OVER (PARTITION BY own.shipper_id, entry.seller_id ORDER BY entry.id),
    entry.recorded_at
FROM own JOIN ledger_sellerlink entry USING (seller_id)
LEFT JOIN ledger_latebatch late
    ON late.shipper_id = own.shipper_id AND late.recording_id = entry.recording_id
    AND late.recorded_at = entry.recorded_at
ORDER BY own.shipper_id, entry.seller_id, entry.id
