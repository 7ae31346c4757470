"""The SQL that counts the names by which a partner asks."""

# A row for each number, with the digests of the names that are within the bound: those of earlier questions of the day
# first, then the new ones in their order. The rows are written in the order of the numbers, so that two batches can't
# wait for each other. The count may be lost with the last half second before a crash of the server, as looks may.
COUNT = """
INSERT INTO partners_askednames AS known (partner_id, ksn, day, digests)
SELECT %(partner)s, asked.ksn, %(day)s, (array_agg(asked.digest ORDER BY asked.place))[:%(limit)s]
FROM (
    SELECT ksn, digest, min(place) AS place
    FROM unnest(%(ksns)s::text[], %(digests)s::bytea[]) WITH ORDINALITY AS given (ksn, digest, place)
    GROUP BY ksn, digest
) AS asked, set_config('synchronous_commit', 'off', true)
GROUP BY asked.ksn ORDER BY asked.ksn
ON CONFLICT (day, partner_id, ksn) DO UPDATE SET digests = (
    SELECT (array_agg(digest ORDER BY place))[:%(limit)s] FROM (
        SELECT digest, min(place) AS place
        FROM unnest(known.digests || excluded.digests) WITH ORDINALITY AS entry (digest, place)
        GROUP BY digest
    ) AS different
)
RETURNING ksn, digests
"""
