-- Tallies that differ from a count of the entries themselves. A row of zeros is no row. Archived months are left out, and
-- parcels whose present entry is archived.
WITH latest AS (
    SELECT DISTINCT ON (parcel_id) * FROM ledger_shipment ORDER BY parcel_id, revision DESC
),
counted AS (
    SELECT
        seller_id, date_trunc('month', date)::date AS month, currency,
        count(*) AS shipments,
        count(*) FILTER (WHERE evidence) AS evidence,
        count(*) FILTER (WHERE evidence AND examined) AS examined,
        count(*) FILTER (WHERE evidence AND examined AND exam_result = 'discrepant') AS discrepant,
        count(*) FILTER (WHERE drawn) AS drawn,
        count(*) FILTER (WHERE drawn AND exam_result = 'discrepant') AS drawn_discrepant,
        count(*) FILTER (WHERE followed) AS followed,
        count(*) FILTER (WHERE followed AND exam_result = 'discrepant') AS followed_discrepant,
        count(*) FILTER (WHERE evidence AND examined AND exam_basis = 'surplus') AS surplus,
        count(*) FILTER (
            WHERE evidence AND examined AND exam_basis = 'surplus' AND exam_result = 'discrepant'
        ) AS surplus_discrepant,
        coalesce(sum(value), 0) AS value
    FROM latest
    WHERE NOT voided AND (%(archived)s::date[] = '{}' OR NOT EXISTS (
        SELECT FROM ledger_parcel p
        WHERE p.id = parcel_id AND date_trunc('month', p.date)::date = ANY (%(archived)s::date[])
    ))
    GROUP BY 1, 2, 3
),
kept AS (
    SELECT * FROM ledger_tally
    WHERE (
        shipments, evidence, examined, discrepant, drawn, drawn_discrepant, followed, followed_discrepant, surplus,
        surplus_discrepant, value
    ) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        AND month <> ALL (%(archived)s::date[])
)
SELECT
    'tally of seller ' || coalesce(k.seller_id, c.seller_id) || ', ' || to_char(coalesce(k.month, c.month), 'YYYY-MM')
        || ', ' || coalesce(k.currency, c.currency),
    to_jsonb(k), to_jsonb(c)
FROM kept k
FULL JOIN counted c USING (seller_id, month, currency)
WHERE (
    k.shipments, k.evidence, k.examined, k.discrepant, k.drawn, k.drawn_discrepant, k.followed, k.followed_discrepant,
    k.surplus, k.surplus_discrepant, k.value
) IS DISTINCT FROM (
    c.shipments, c.evidence, c.examined, c.discrepant, c.drawn, c.drawn_discrepant, c.followed, c.followed_discrepant,
    c.surplus, c.surplus_discrepant, c.value
)
