-- Lock every parcel of the known numbers. This is a statement of its own, so that the statements after it see the
-- commits of the writers for which it waited.
SELECT count(*) FROM (
    SELECT FROM ledger_parcel p
    JOIN ledger_staged s ON s.issuer = p.issuer AND s.reference = p.reference
    WHERE s.round = %(round)s
    ORDER BY p.issuer, p.reference, p.reuse
    FOR NO KEY UPDATE OF p
) locked
