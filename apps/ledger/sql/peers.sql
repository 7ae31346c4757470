-- Count the values per kilogram of each chapter and currency anew, from a sample of the parcels of the latest months.
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
),
counted AS (
    SELECT chapter, currency, count(*) AS parcels,
        percentile_cont(ARRAY[0.02, 0.5, 0.98]) WITHIN GROUP (ORDER BY each) AS bounds
    FROM sampled
    GROUP BY chapter, currency
)
MERGE INTO ledger_peervalue AS kept USING counted ON kept.chapter = counted.chapter AND kept.currency = counted.currency
WHEN MATCHED THEN UPDATE SET
    parcels = counted.parcels, low = bounds[1], median = bounds[2], high = bounds[3], counted_at = %(now)s
WHEN NOT MATCHED BY TARGET THEN
    INSERT (chapter, currency, parcels, low, median, high, counted_at)
    VALUES (counted.chapter, counted.currency, counted.parcels, bounds[1], bounds[2], bounds[3], %(now)s)
WHEN NOT MATCHED BY SOURCE THEN DELETE
