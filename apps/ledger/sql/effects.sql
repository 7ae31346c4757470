-- The effect of the batch on each shipper. The rules read no parcel but those opened at random by an agency: of these,
-- the first report of a clean one is only counted, whatever its date, since the evaluation may wait for enough of them
-- (docs/adr/0012-quiet-until-looks-at-tiers.md). Any other change of one is a reason to evaluate at once.
-- `parcels` are those of them that were found wrong, by this report or until now.
SELECT
    shipper_id,
    count(*) FILTER (WHERE urgency IS NULL) AS clean,
    max(urgency) AS urgency,
    coalesce(array_agg(DISTINCT parcel_id) FILTER (WHERE wrong), '{}') AS parcels
FROM (
    SELECT seller_id, CASE
        WHEN revision > 1 OR exam_result = 'discrepant' THEN %(urgent)s
    END AS urgency, parcel_id, exam_result = 'discrepant' OR was_discrepant AS wrong
    FROM ledger_staged
    WHERE outcome IN ('accepted', 'amended') AND (drawn OR followed OR was_drawn OR was_followed)
    UNION ALL
    SELECT was_seller_id, %(urgent)s, parcel_id, was_discrepant
    FROM ledger_staged
    WHERE outcome = 'amended' AND was_seller_id <> seller_id AND (was_drawn OR was_followed)
) touched
-- One look by key for each: a join would read the whole batch once for each seller where statistics of sellers were taken
-- while many of them were being enrolled. OFFSET 0 keeps this from becoming a join.
CROSS JOIN LATERAL (SELECT shipper_id FROM ledger_seller WHERE id = touched.seller_id OFFSET 0) seller
WHERE shipper_id IS NOT NULL
GROUP BY shipper_id
