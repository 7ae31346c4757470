"""The SQL that finds who is to be told of a correction."""

# The lock of who gives places: one process at a time, until it has committed, so that no partner reads a place before a
# lower one. Corrections are rare.
LOCK = "SELECT pg_advisory_xact_lock(%(lock)s)"

# A correction for each partner that asked for the number since a moment, at the next places of the partner.
CORRECT = """
WITH caused AS (
    SELECT event_id, shipper_id, reason, ksn
    FROM unnest(%(events)s::bigint[], %(shippers)s::bigint[], %(reasons)s::text[])
        AS given (event_id, shipper_id, reason)
    JOIN shippers_shipper AS shipper ON shipper.id = given.shipper_id
), told AS (
    SELECT caused.event_id, caused.shipper_id, caused.reason, partner.id AS partner_id
    FROM caused CROSS JOIN partners_partner AS partner
    WHERE EXISTS (
        SELECT FROM partners_look AS look
        WHERE look.ksn = caused.ksn AND look.partner_id = partner.id AND look.at >= %(since)s
    ) AND NOT EXISTS (
        SELECT FROM partners_partnercorrection AS made
        WHERE made.event_id = caused.event_id AND made.partner_id = partner.id
    )
)
INSERT INTO partners_partnercorrection (partner_id, seq, shipper_id, reasons, event_id, at)
SELECT partner_id,
    coalesce((SELECT max(seq) FROM partners_partnercorrection AS last WHERE last.partner_id = told.partner_id), 0)
        + row_number() OVER (PARTITION BY partner_id ORDER BY event_id),
    shipper_id, ARRAY[reason], event_id, %(now)s
FROM told
RETURNING id, shipper_id
"""

# The entries of violations, of these, by which a case stopped counting, with the business that was charged. An entry
# counts while it is sustained or mitigated, and was not taken back.
FALLEN = """
SELECT DISTINCT entry.id, entry.recording_id, seller.shipper_id
FROM ledger_violation AS entry
JOIN ledger_violation AS before ON before.case_id = entry.case_id AND before.revision = entry.revision - 1
JOIN ledger_seller AS seller ON seller.id = before.seller_id
WHERE (entry.id = ANY (%(entries)s) OR entry.recording_id = ANY (%(reversals)s))
    AND before.determination = ANY (%(counting)s) AND NOT before.voided
    AND (entry.voided OR NOT entry.determination = ANY (%(counting)s))
    AND seller.shipper_id = ANY (%(shippers)s)
"""
