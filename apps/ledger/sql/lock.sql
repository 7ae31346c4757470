-- Lock every parcel of the numbers that were known already. A statement of its own: those after it see what the
-- writers that it waited for have committed.
SELECT count(*) FROM (
    SELECT FROM ledger_parcel p
    JOIN ledger_staged s ON s.issuer = p.issuer AND s.reference = p.reference
    WHERE s.round = %(round)s
    ORDER BY p.issuer, p.reference, p.reuse
    FOR NO KEY UPDATE OF p
) locked
