-- Compare each report of a known parcel with the present entry, and decide whether the report is a duplicate, an
-- amendment or a conflict.
--
-- Messages may arrive late, or once more. A report that is older than the present entry of its own reporter is stale:
-- by the versions where both have one, else by the times. A message that repeats an earlier entry of its reporter,
-- in content and in its order among the reports, came twice and changes nothing although the parcel was amended since.
--
-- A field that was not given does not change. The entry itself is read only where the digest differs from the last
-- report's. Two identities of one shipper are the same seller. An unlinked identity of another source contradicts
-- nothing, since it may be the same seller under another code; but it does where only a seller reported the parcel:
-- otherwise a seller could claim any parcel before its carrier reports it.
--
-- Who may issue a number speaks for its parcel (docs/adr/0125): beside an agency nobody else amends what such a reporter
-- said, and what others said before is amended by it, whatever the kinds. Of numbers that nobody on record issues, the
-- kind decides; but only an agency moves a parcel from one business to another. What a guest said of the border does not
-- pass into the report of whoever is at home with the number.
--
-- The present entry of a parcel may be archived: the digest still tells a duplicate, and a report of something else is
-- refused, since nobody can tell what it changes. So is a report that would move a parcel into an archived month, and one
-- that may repeat an archived entry.
--
-- Each step is materialized, and a row is found again by its ctid: otherwise the comparison would be repeated for each
-- field, and each row be searched among all others.
WITH homes AS MATERIALIZED (
    SELECT code, array_agg(reporter_id) AS reporters
    FROM ledger_issuercode
    WHERE code IN (SELECT DISTINCT upper(issuer) FROM ledger_staged WHERE round = %(round)s)
    GROUP BY code
),
known AS MATERIALIZED (
    SELECT
        s.ctid AS place, s.index, s.evidence AND NOT p.evidence OR s.drawn AND NOT p.drawn OR s.followed AND NOT p.followed AS confirms, p.*,
        p.digest = s.digest AS is_same, s.date AS said_date, s.reported_at AS said_at, s.version AS said_version, s.seller_id AS said_of,
        coalesce(s.version < p.version, s.reported_at < p.reported_at, false) AS is_older,
        to_jsonb(e) AS present,
        h.code IS NOT NULL AS is_owned,
        %(operator)s OR coalesce(%(reporter)s = ANY (h.reporters), false) AS is_home,
        h.code IS NOT NULL AND p.rank < %(agency_rank)s AND p.reporter_id <> ALL (h.reporters) AS from_guest,
        theirs.shipper_id IS NOT NULL AS has_business,
        jsonb_strip_nulls(to_jsonb(s))
        - '{index,round,issuer,reference,digest,outcome,contested,parcel_id,shipment_id,revision,voided,evidence,drawn,followed,flags,reported_at,version}'::text[]
        - CASE
            WHEN mine.shipper_id = theirs.shipper_id THEN 'seller_id'
            WHEN mine.shipper_id IS NULL AND mine.source <> theirs.source AND p.evidence THEN 'seller_id'
            ELSE ''
        END AS given,
        array_remove(s.flags, CASE WHEN e.currency <> '' THEN 'currency:missing' END) AS new_flags
    FROM ledger_staged s
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_parcel p
        WHERE p.issuer = s.issuer AND p.reference = s.reference AND abs(s.date - p.first_date) <= %(reuse_days)s
        ORDER BY abs(s.date - p.first_date), p.reuse
        LIMIT 1
    ) p
    LEFT JOIN ledger_shipment e
        ON e.id = p.shipment_id AND e.date = p.date AND NOT p.voided AND p.digest <> s.digest
    LEFT JOIN ledger_seller mine ON mine.id = s.seller_id
    LEFT JOIN ledger_seller theirs ON theirs.id = p.seller_id
    LEFT JOIN homes h ON h.code = upper(s.issuer)
    WHERE s.round = %(round)s AND p.shipment_id <> s.shipment_id
),
compared AS MATERIALIZED (
    SELECT known.*, ARRAY(
        SELECT g.key FROM jsonb_each(given) g WHERE g.value IS DISTINCT FROM present -> g.key ORDER BY g.key
    ) AS differs
    FROM known
),
weighed AS MATERIALIZED (
    SELECT
        compared.*,
        -- Guests are above those who report of themselves, and below whoever is at home.
        CASE WHEN %(agency)s OR is_home OR NOT is_owned THEN %(rank)s ELSE least(%(rank)s, 1.5) END
        > CASE WHEN from_guest THEN least(rank, 1.5) ELSE rank END AS is_stronger,
        'seller_id' = ANY (differs) AND has_business AND rank > 1 AND NOT (%(agency)s OR is_home) AS moves,
        -- Whoever may issue the number says that the parcel is another business's than a guest said.
        'seller_id' = ANY (differs) AND has_business AND rank > 1 AND from_guest AND is_home AND NOT %(operator)s AS displaces
    FROM compared
),
judged AS MATERIALIZED (
    SELECT weighed.*, CASE
        WHEN voided THEN 'accepted'
        WHEN is_same OR present IS NOT NULL AND differs = '{}' AND NOT confirms THEN 'duplicate'
        -- A line of this recording that is read again: the present entry is later than the line.
        WHEN index < %(seen)s AND NOT EXISTS (
            SELECT FROM ledger_rejection r WHERE r.recording_id = %(recording)s AND r.index = weighed.index
        ) THEN 'duplicate'
        WHEN reporter_id = %(reporter)s AND is_older THEN 'stale'
        WHEN present IS NULL THEN 'archived'
        WHEN %(message)s AND reporter_id = %(reporter)s AND revision > 1 AND EXISTS (
            SELECT FROM ledger_shipment e
            JOIN ledger_recording r ON r.id = e.recording_id
            WHERE e.parcel_id = weighed.id
                AND e.date BETWEEN first_date - %(reuse_days)s AND first_date + %(reuse_days)s
                AND NOT e.voided AND r.reporter_id = %(reporter)s AND r.kind <> 'reversal'
                AND NOT EXISTS (SELECT FROM ledger_recording t WHERE t.reverses_id = r.id)
                AND e.reported_at IS NOT DISTINCT FROM weighed.said_at
                AND e.version IS NOT DISTINCT FROM weighed.said_version
                AND e.seller_id IN (weighed.said_of, weighed.seller_id)
                AND to_jsonb(e) @> given
        ) THEN 'repeated'
        WHEN %(any_archived)s AND %(message)s AND reporter_id = %(reporter)s AND (
            SELECT count(*) FROM ledger_shipment e
            WHERE e.parcel_id = weighed.id
                AND e.date BETWEEN first_date - %(reuse_days)s AND first_date + %(reuse_days)s
        ) < revision THEN 'archived'
        WHEN reporter_id = %(reporter)s OR is_stronger AND NOT moves THEN 'amended'
        ELSE 'conflict'
    END AS verdict
    FROM weighed
),
decided AS MATERIALIZED (
    SELECT judged.*, CASE
        WHEN verdict IN ('accepted', 'amended') AND date_trunc('month', said_date)::date = ANY (%(archived)s::date[])
            THEN 'archived'
        ELSE verdict
    END AS decision
    FROM judged
)
UPDATE ledger_staged s SET
    outcome = d.decision,
    parcel_id = d.id,
    revision = d.revision + 1,
    differing = CASE WHEN d.decision = 'conflict' OR d.displaces THEN d.differs END,
    contested = CASE d.decision
        WHEN 'conflict' THEN d.moves OR d.is_owned AND NOT d.is_home AND d.rank < %(rank)s
        ELSE d.decision = 'amended' AND d.displaces
    END,
    believed_id = d.reporter_id,
    stood_at = d.reported_at,
    stood_version = d.version,
    was_seller_id = CASE WHEN NOT d.voided THEN d.seller_id END,
    was_date = d.date,
    was_currency = d.currency,
    was_value = d.value,
    was_evidence = d.evidence,
    was_examined = d.examined,
    was_discrepant = d.discrepant,
    was_drawn = d.drawn,
    was_followed = d.followed,
    evidence = s.evidence OR (d.decision = 'amended' AND d.evidence),
    flags = d.new_flags || ARRAY(
        SELECT flag FROM jsonb_array_elements_text(d.present -> 'flags') flag
        WHERE NOT d.given ? split_part(flag, ':', 1)
    )::varchar(20)[],
    (drawn, followed, seller_id, {{columns}}) = (
        SELECT
            -- An exam counts as drawn at random by the word of an agency alone: this one's, or an earlier one's. So does
            -- one that follows a wrong parcel.
            coalesce(m.exam_basis = ANY (%(drawn_bases)s) AND m.exam_result = ANY (%(results)s), false)
                AND (%(agency)s AND d.given ?| '{exam_basis,exam_result}' OR d.decision = 'amended' AND d.drawn),
            coalesce(m.exam_basis = ANY (%(followed_bases)s) AND m.exam_result = ANY (%(results)s), false)
                AND (%(agency)s AND d.given ?| '{exam_basis,exam_result}' OR d.decision = 'amended' AND d.followed),
            m.seller_id, {{columns of m}}
        FROM jsonb_populate_record(s, CASE
            WHEN d.decision <> 'amended' THEN '{}'
            WHEN d.from_guest AND d.is_home AND d.reporter_id <> %(reporter)s
                THEN d.present - '{disposition,examined,exam_basis,exam_result,arrived_at,released_at}'::text[] || d.given
            ELSE d.present || d.given
        END) m
    )
FROM decided d
WHERE s.ctid = d.place
