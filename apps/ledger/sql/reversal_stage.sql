-- Stage a further entry for each of the locked parcels whose present entry belongs to the recording: a copy of the latest revision
-- that was not taken back, or a void copy of the present entry where none is left. A revision by an agency or by whoever
-- may issue the number comes before one of a guest, however late that is.
WITH homes AS MATERIALIZED (
    SELECT code, array_agg(reporter_id) AS reporters FROM ledger_issuercode GROUP BY code
),
told AS (
    SELECT
        e.*, r.reporter_id, r.id = %(recording)s AS taken,
        h.code IS NOT NULL AND w.kind <> 'agency' AND r.reporter_id <> ALL (h.reporters) AS by_guest
    FROM ledger_shipment e
    JOIN ledger_recording r ON r.id = e.recording_id
    JOIN ledger_reporter w ON w.id = r.reporter_id
    JOIN ledger_parcel n ON n.id = e.parcel_id
    LEFT JOIN homes h ON h.code = upper(n.issuer)
    LEFT JOIN ledger_recording t ON t.reverses_id = r.id
    WHERE e.date BETWEEN %(from)s AND %(to)s
        AND e.parcel_id IN (
            SELECT parcel_id FROM ledger_shipment
            WHERE recording_id = %(recording)s AND parcel_id > %(after)s AND parcel_id <= %(last)s
        )
        AND r.kind <> 'reversal' AND (t.id IS NULL OR r.id = %(recording)s)
),
present AS (
    SELECT DISTINCT ON (parcel_id) * FROM told ORDER BY parcel_id, revision DESC
),
left_standing AS (
    SELECT DISTINCT ON (parcel_id) * FROM told WHERE NOT taken ORDER BY parcel_id, by_guest, revision DESC
)
INSERT INTO ledger_staged (
    index, round, issuer, reference, digest, outcome, parcel_id, revision, voided, believed_id,
    was_seller_id, was_date, was_currency, was_value, was_evidence, was_examined, was_discrepant, was_drawn, was_followed,
    seller_id, {{columns}}, evidence, drawn, followed, flags, reported_at, version
)
SELECT
    row_number() OVER (ORDER BY p.issuer, p.reference, p.reuse), 1, p.issuer, p.reference, '', 'amended', p.id,
    p.revision + 1, l.id IS NULL, coalesce(l.reporter_id, p.reporter_id),
    p.seller_id, p.date, p.currency, p.value, p.evidence, p.examined, p.discrepant, p.drawn, p.followed,
    c.seller_id, {{columns of c}}, c.evidence, c.drawn, c.followed, c.flags, c.reported_at, c.version
FROM present
JOIN ledger_parcel p ON p.id = present.parcel_id
LEFT JOIN left_standing l ON l.parcel_id = p.id
CROSS JOIN LATERAL (
    SELECT l.* WHERE l.id IS NOT NULL
    UNION ALL
    SELECT present.* WHERE l.id IS NULL
) c
WHERE present.taken
