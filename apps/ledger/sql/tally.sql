-- Change the tallies by the difference that the batch makes, in key order and at the very end: many writers need the
-- same few rows, and should lock them for as short a time as possible.
INSERT INTO ledger_tally AS t (
    seller_id, month, currency, shipments, evidence, examined, discrepant, drawn, drawn_discrepant, followed,
    followed_discrepant, surplus, surplus_discrepant, value
)
SELECT
    -- Of a timestamp without time zone, which needs no look at the rules of a time zone for each parcel.
    seller_id, date_trunc('month', date::timestamp)::date AS month, currency, sum(sign),
    coalesce(sum(sign) FILTER (WHERE evidence), 0),
    coalesce(sum(sign) FILTER (WHERE evidence AND examined), 0),
    coalesce(sum(sign) FILTER (WHERE evidence AND examined AND discrepant), 0),
    coalesce(sum(sign) FILTER (WHERE drawn), 0),
    coalesce(sum(sign) FILTER (WHERE drawn AND discrepant), 0),
    coalesce(sum(sign) FILTER (WHERE followed), 0),
    coalesce(sum(sign) FILTER (WHERE followed AND discrepant), 0),
    coalesce(sum(sign) FILTER (WHERE evidence AND examined AND surplus), 0),
    coalesce(sum(sign) FILTER (WHERE evidence AND examined AND surplus AND discrepant), 0),
    sum(value)
FROM (
    SELECT
        1 AS sign, seller_id, date, coalesce(currency, '') AS currency, evidence, coalesce(examined, false) AS examined,
        coalesce(exam_result = 'discrepant', false) AS discrepant, drawn, followed,
        coalesce(exam_basis = 'surplus', false) AS surplus, coalesce(value, 0) AS value
    FROM ledger_staged
    WHERE outcome IN ('accepted', 'amended') AND NOT voided
    UNION ALL
    SELECT -1, was_seller_id, was_date, was_currency, was_evidence, was_examined, was_discrepant, was_drawn,
        was_followed,
        -- The parcel does not keep this, so the entry before is asked: of few, since few parcels are examined.
        CASE WHEN was_examined THEN EXISTS (
            SELECT FROM ledger_shipment e
            WHERE e.parcel_id = s.parcel_id AND e.revision = s.revision - 1 AND e.date = s.was_date
                AND e.exam_basis = 'surplus'
        ) ELSE false END,
        -was_value
    FROM ledger_staged s
    WHERE outcome = 'amended' AND was_seller_id IS NOT NULL
) difference
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
ON CONFLICT (seller_id, month, currency) DO UPDATE SET
    shipments = t.shipments + excluded.shipments,
    evidence = t.evidence + excluded.evidence,
    examined = t.examined + excluded.examined,
    discrepant = t.discrepant + excluded.discrepant,
    drawn = t.drawn + excluded.drawn,
    drawn_discrepant = t.drawn_discrepant + excluded.drawn_discrepant,
    followed = t.followed + excluded.followed,
    followed_discrepant = t.followed_discrepant + excluded.followed_discrepant,
    surplus = t.surplus + excluded.surplus,
    surplus_discrepant = t.surplus_discrepant + excluded.surplus_discrepant,
    value = t.value + excluded.value
