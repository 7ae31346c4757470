-- Parcels that differ from their latest entry, parcels without an entry, and entries without a parcel. Parcels whose present
-- entry is archived are left out: what is left of them here are earlier entries.
WITH latest AS (
    SELECT DISTINCT ON (parcel_id) * FROM ledger_shipment ORDER BY parcel_id, revision DESC
)
SELECT
    'parcel ' || coalesce(p.id, e.parcel_id),
    to_jsonb(p) - '{id,issuer,reference,reuse,first_date,reporter_id,rank,digest}'::text[],
    to_jsonb(e)
FROM ledger_parcel p
FULL JOIN latest e ON e.parcel_id = p.id
WHERE (p.id IS NULL OR date_trunc('month', p.date)::date <> ALL (%(archived)s::date[])) AND (
    p.shipment_id, p.revision, p.date, p.seller_id, p.currency, p.value, p.evidence, p.examined, p.discrepant,
    p.drawn, p.followed, p.voided
) IS DISTINCT FROM (
    e.id, e.revision, e.date, e.seller_id, e.currency, coalesce(e.value, 0), e.evidence, e.examined,
    e.exam_result = 'discrepant', e.drawn, e.followed, e.voided
)
