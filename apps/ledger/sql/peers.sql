-- Count the values per kilogram of each chapter and currency, or of some %(chapters)s, in a sample of the parcels of the
-- latest months.
--
-- The sample is of whole pages, so that a large ledger is not read for it: %(share)s percent of each month. Only what
-- somebody other than the seller reported tells what is usual; a parcel that was amended counts once for each report.
-- A value per kilogram that its column can't hold is a slip of the pen.
WITH sampled AS (
    SELECT left(s.hs, 2) AS chapter, s.currency, s.value / s.weight_kg AS each
    FROM ledger_shipment s TABLESAMPLE SYSTEM (%(share)s)
    WHERE s.date >= %(since)s AND s.evidence AND NOT s.voided AND s.value > 0 AND s.weight_kg > 0
        AND s.value / s.weight_kg < 1e13
        AND s.currency <> '' AND s.hs ~ '^\d{4}'
        AND (%(chapters)s::text[] IS NULL OR left(s.hs, 2) = ANY(%(chapters)s::text[]))
)
SELECT chapter, currency, count(*), percentile_cont(ARRAY[0.02, 0.5, 0.98]) WITHIN GROUP (ORDER BY each)
FROM sampled
GROUP BY chapter, currency
