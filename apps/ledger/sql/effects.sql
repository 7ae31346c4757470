-- The effect of the batch on each shipper: the count of clean shipments, and the urgency of an evaluation for anything
-- else. The first report of a parcel without a finding is clean, whatever its date: the evaluation may wait for enough
-- of them (docs/adr/0011-a-late-clean-parcel-is-only-counted.md).
SELECT
    shipper_id,
    count(*) FILTER (WHERE urgency IS NULL) AS clean,
    max(urgency) AS urgency
FROM (
    SELECT seller_id, CASE
        WHEN revision > 1 OR exam_result = 'discrepant' OR disposition = ANY (%(unclean)s) THEN %(urgent)s
    END AS urgency
    FROM ledger_staged
    WHERE outcome IN ('accepted', 'amended')
    UNION ALL
    SELECT was_seller_id, %(urgent)s
    FROM ledger_staged
    WHERE outcome = 'amended' AND was_seller_id <> seller_id
) touched
JOIN ledger_seller seller ON seller.id = touched.seller_id
WHERE shipper_id IS NOT NULL
GROUP BY shipper_id
