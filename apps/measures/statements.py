"""The SQL behind the facts of a period, from entries and events recorded until `known_at`.

Statements about shipments are written so that DuckDB computes the same from files of archived months: kinds of numbers
have their digits, days are added by intervals (docs/adr/0152).

A business is the shipper to which an identity was linked at that time; an identity that belongs to nobody stands for
itself, by its negative number. Rows come in a fixed order, since a digest is made of them.
"""

from typing import LiteralString

from apps.ledger.statements import COMPLETE

# A parcel that an agency drew at random stays that of the business under whose number it was drawn, also if that
# business disowned it: what is published would otherwise be made of the exams to which nobody objected.
OWNERS = """
WITH linked AS (
    SELECT DISTINCT ON (seller_id) seller_id, shipper_id
    FROM ledger_sellerlink
    WHERE recorded_at <= %(known_at)s
    ORDER BY seller_id, id DESC
), owners AS (
    SELECT * FROM linked
    UNION ALL
    SELECT entry.seller_id, disowning.shipper_id
    FROM disputes_disowning disowning
    JOIN ledger_shipment entry USING (recording_id, parcel_id)
    WHERE disowning.decided_at <= %(known_at)s AND entry.drawn
        AND NOT EXISTS (SELECT FROM linked WHERE linked.seller_id = entry.seller_id)
)
"""

# What statements can need at most of tables that grow with each parcel: the declarations that stood in a draw with
# their parcels, the entries of the days with later revisions of their parcels, and entries of parcels found wrong.
LOTS_NEEDED: dict[str, LiteralString] = {
    "targeting_assessment": "id IN (SELECT assessment_id FROM targeting_lot)",
    "ledger_parcel": (
        "EXISTS (SELECT FROM targeting_assessment declared WHERE declared.issuer = ledger_parcel.issuer AND"
        " declared.reference = ledger_parcel.reference AND declared.id IN (SELECT assessment_id FROM targeting_lot))"
    ),
}
PRESENT_NEEDED: LiteralString = (
    "(date BETWEEN %(since)s AND %(last)s OR revision > 1"
    " AND date BETWEEN %(since)s::date - %(spread)s::integer AND %(last)s::date + %(spread)s::integer)"
)
WRONG_NEEDED: LiteralString = "(revision > 1 OR exam_result = 'discrepant')"

# The lots of the parcel of a present entry, from which a value of the last one is taken.
_LOTS = """
        FROM ledger_parcel parcel
        JOIN targeting_assessment assessment USING (reference, issuer)
        JOIN targeting_lot lot ON lot.assessment_id = assessment.id
        WHERE parcel.id = present.parcel_id
            AND assessment.day BETWEEN present.date - %(reuse)s AND present.date + %(reuse)s
            AND assessment.at <= %(known_at)s
"""
# The probability with which a port drew the parcel of a present entry to count; NULL where nobody recorded one. In
# draws of before, all that was drawn at random counted.
CHANCE = f"""(
        SELECT coalesce(lot.counted, lot.at_random) {_LOTS} AND coalesce(lot.counted, lot.at_random) > 0
        ORDER BY lot.id DESC
        LIMIT 1
    )"""
# Whether an agency opened the parcel of a present entry after a draw in which all parcels have the same chance. A port
# tells of each of its exams at random whether the chance of all parcels led to it, or a greater one of the seller.
# Others report only whether an exam at random counts.
ALIKE = f"""CASE
        WHEN present.exam_result NOT IN ('clean', 'discrepant') OR present.exam_basis <> ALL(%(at_ports)s) THEN false
        ELSE coalesce((
            SELECT lot.is_equal IS NOT FALSE AND (present.drawn OR EXISTS (
                SELECT FROM targeting_exam exam WHERE exam.lot_id = lot.id AND exam.at <= %(known_at)s
            )) {_LOTS} AND lot.share = ANY(%(at_ports)s)
            ORDER BY lot.id DESC
            LIMIT 1
        ), present.drawn AND present.exam_basis = %(random)s)
    END"""  # noqa: S608 # nosec B608 # constants of this module


def latest_sql(since: str = "first") -> str:
    """Return the condition that no later revision of the parcel of an entry was known, for entries since the day of a
    parameter.

    A later revision may have another date, and no other than `spread` days away, which lets the database leave out the
    partitions of other years.
    """
    return f"""NOT EXISTS (
            SELECT FROM ledger_shipment later
            WHERE later.parcel_id = entry.parcel_id AND later.revision > entry.revision AND later.revision > 1
                AND later.recorded_at <= %(known_at)s
                AND later.date BETWEEN %({since})s::date - %(spread)s AND %(last)s::date + %(spread)s
        )"""  # nosec B608 # the name of a parameter of the constant statements below


# The present revision of each parcel at that time, by the same rule as the record of a seller: the latest one counts,
# and a voided one counts for nothing. A parcel is a member's if the business was a member when the day of the parcel
# began.
_PARCELS = """
, present AS (
    SELECT entry.*
    FROM ledger_shipment entry
    WHERE entry.date BETWEEN %(first)s AND %(last)s AND entry.recorded_at <= %(known_at)s AND NOT entry.voided
        AND {latest}
), spells AS (
    SELECT shipper_id, status = ANY(%(member)s) AS member, change.at AS since,
        lead(change.at) OVER (PARTITION BY shipper_id ORDER BY id) AS until
    FROM standing_change change
    WHERE change.at <= %(known_at)s
), owned AS (
    SELECT present.*, owners.shipper_id, coalesce(owners.shipper_id, -present.seller_id) AS business,
        present.date::timestamp AT TIME ZONE %(zone)s AS began_at, {alike} AS alike
    FROM present LEFT JOIN owners USING (seller_id)
)
SELECT
    owned.business, coalesce(spells.member, false), owned.mode,
    coalesce(owned.currency = 'USD' AND owned.value < 2500, false), owned.evidence,
    CASE WHEN owned.currency = 'USD' AND owned.value < 2500 THEN owned.port ELSE '' END,
    count(*), count(*) FILTER (WHERE examined AND exam_basis <> ALL(%(at_random)s)),
    count(*) FILTER (WHERE alike),
    count(*) FILTER (WHERE alike AND exam_result = 'discrepant'),
    count(*) FILTER (
        WHERE {complete}
    ),
    count(*) FILTER (WHERE released_at >= arrived_at),
    count(*) FILTER (WHERE released_at BETWEEN arrived_at AND arrived_at + interval '24 hours'),
    count(*) FILTER (WHERE examined AND released_at >= arrived_at),
    count(*) FILTER (WHERE examined AND released_at BETWEEN arrived_at AND arrived_at + interval '24 hours')
FROM owned
LEFT JOIN spells ON spells.shipper_id = owned.shipper_id AND spells.since <= owned.began_at
    AND (spells.until IS NULL OR spells.until > owned.began_at)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
"""
PARCELS = OWNERS + _PARCELS.replace("{complete}", COMPLETE).replace("{latest}", latest_sql()).replace("{alike}", ALIKE)

_VIOLATIONS = """
, present AS (
    SELECT DISTINCT ON (case_id) *
    FROM ledger_violation
    WHERE recorded_at <= %(known_at)s
    ORDER BY case_id, revision DESC
)
SELECT coalesce(owners.shipper_id, -present.seller_id), date, currency, revenue_loss, penalty_assessed,
    penalty_mitigated, collected
FROM present LEFT JOIN owners USING (seller_id)
WHERE NOT voided AND determination = ANY(%(counting)s) AND date BETWEEN %(since)s AND %(last)s
ORDER BY 1, date, case_id
"""
VIOLATIONS = OWNERS + _VIOLATIONS

# The declared value of the parcels of each business that others than the seller reported in dollars; and of those of
# them that an agency drew at random and opened, how many had a loss of revenue, and the losses and the values, each
# weighted by how many parcels the exam stands for: one over the probability of the draw, or where nobody recorded one,
# the parcels of the business in the month over those that were drawn. A loss is that of the sustained and mitigated
# violations of the parcel. Sums are kept to a millionth, since the order of adding is the database's.
_LOSSES = """
, present AS (
    SELECT entry.parcel_id, entry.date, date_trunc('month', entry.date)::date AS month, entry.value,
        coalesce(owners.shipper_id, -entry.seller_id) AS business,
        entry.drawn AND entry.exam_basis = %(random)s AND entry.exam_result IN ('clean', 'discrepant') AS opened
    FROM ledger_shipment entry LEFT JOIN owners USING (seller_id)
    WHERE entry.date BETWEEN %(first)s AND %(last)s AND entry.recorded_at <= %(known_at)s AND NOT entry.voided
        AND entry.evidence AND entry.currency = 'USD' AND entry.value > 0
        AND {latest}
), months AS (
    SELECT business, month, sum(value) AS value,
        count(*)::float8 / nullif(count(*) FILTER (WHERE opened), 0) AS parcels_each
    FROM present
    GROUP BY business, month
), said AS (
    SELECT DISTINCT ON (case_id) *
    FROM ledger_violation
    WHERE recorded_at <= %(known_at)s
    ORDER BY case_id, revision DESC
), lost AS (
    SELECT parcel_id, sum(revenue_loss) AS loss
    FROM said
    WHERE NOT voided AND determination = ANY(%(counting)s) AND currency = 'USD' AND revenue_loss > 0
    GROUP BY parcel_id
), drawn AS (
    SELECT present.business, present.value, coalesce(lost.loss, 0) AS loss,
        coalesce(1 / {chance}, months.parcels_each) AS weight
    FROM present
    JOIN months ON months.business = present.business AND months.month = present.month
    LEFT JOIN lost ON lost.parcel_id = present.parcel_id
    WHERE present.opened
), examined AS (
    SELECT business, count(*) FILTER (WHERE loss > 0) AS found,
        sum(weight * loss)::numeric(32, 6) AS loss, sum(weight * value)::numeric(32, 6) AS value
    FROM drawn
    GROUP BY business
), declared AS (
    SELECT business, sum(value) AS value FROM months GROUP BY business
)
SELECT declared.business, declared.value, examined.found, examined.loss, examined.value
FROM declared LEFT JOIN examined USING (business)
ORDER BY declared.business
"""
LOSSES = OWNERS + _LOSSES.replace("{chance}", CHANCE).replace("{latest}", latest_sql())

# The exams at random of each business that sent an application or became a member, by month. A parcel that a port drew
# weighs one over the probability with which it was to be drawn at random. Of other exams nobody recorded the
# probability: there each parcel stands for as many as the business had in the month for each that was drawn. Sums are
# kept to a millionth, since the order of adding is the database's.
_EXAMS = """
, applicants AS (
    SELECT application.shipper_id
    FROM applications_submission submission
    JOIN applications_application application ON application.id = submission.application_id
    WHERE submission.at <= %(known_at)s
    UNION
    SELECT shipper_id FROM standing_change change WHERE change.at <= %(known_at)s
), present AS (
    SELECT entry.parcel_id, entry.date, entry.exam_result, owners.shipper_id,
        date_trunc('month', entry.date)::date AS month,
        entry.drawn AND entry.exam_basis = %(random)s AND entry.exam_result IN ('clean', 'discrepant') AS opened
    FROM ledger_shipment entry JOIN owners USING (seller_id)
    WHERE owners.shipper_id IN (SELECT shipper_id FROM applicants) AND entry.date BETWEEN %(since)s AND %(last)s
        AND entry.recorded_at <= %(known_at)s AND NOT entry.voided AND entry.evidence
        AND {latest}
), drawn AS (
    SELECT present.*, {chance} AS chance
    FROM present
    WHERE present.opened
), months AS (
    SELECT shipper_id, month, count(*)::float8 / count(*) FILTER (WHERE opened) AS parcels_each
    FROM present
    GROUP BY shipper_id, month
    HAVING count(*) FILTER (WHERE opened) > 0
), weighted AS (
    SELECT drawn.*, coalesce(1 / chance, parcels_each) AS weight, exam_result = 'discrepant' AS wrong
    FROM drawn JOIN months USING (shipper_id, month)
)
SELECT shipper_id, month, count(*), count(*) FILTER (WHERE wrong), sum(weight)::numeric(32, 6)::float8,
    coalesce(sum(weight) FILTER (WHERE wrong), 0)::numeric(32, 6)::float8
FROM weighted
GROUP BY shipper_id, month
ORDER BY shipper_id, month
"""
EXAMS = OWNERS + _EXAMS.replace("{chance}", CHANCE).replace("{latest}", latest_sql("since"))

# The days from sending to the first decision, without the time in which the program waited for the applicant: from
# each request for information to the reply, or to the moment at which the review went on without one.
DECISIONS = """
WITH decided AS (
    SELECT decision.application_id, application.shipper_id, decision.at, min(submission.at) AS sent_at
    FROM applications_decision decision
    JOIN applications_application application ON application.id = decision.application_id
    JOIN applications_submission submission ON submission.application_id = decision.application_id
    WHERE NOT decision.on_appeal AND decision.at >= %(begins_at)s AND decision.at < %(ends_before)s
        AND decision.at <= %(known_at)s
    GROUP BY decision.application_id, application.shipper_id, decision.at
), turns AS (
    SELECT decided.application_id, event.kind = 'application.info_requested' AS waits, event.at,
        lead(event.at, 1, decided.at) OVER (PARTITION BY decided.application_id ORDER BY event.id) AS until
    FROM decided JOIN events_event event
        ON event.subject_type = 'application' AND event.subject_id = decided.application_id
        AND event.at <= decided.at
        AND event.kind IN ('application.info_requested', 'application.info_replied', 'application.resumed')
), paused AS (
    SELECT application_id, sum(until - at) AS time FROM turns WHERE waits GROUP BY application_id
)
SELECT shipper_id, extract(epoch FROM at - sent_at - coalesce(paused.time, interval '0'))::float8 / 86400
FROM decided LEFT JOIN paused USING (application_id)
ORDER BY shipper_id, application_id
"""

# Events have no index by kind, which each event would pay for: the type of the subject leads to those of appeals.
APPEALS = """
SELECT business, granted
FROM (
    SELECT shipper_id AS business, kind = 'standing.appeal_granted' AS granted, at
    FROM events_event
    WHERE subject_type = 'appeal' AND kind IN ('standing.appeal_granted', 'standing.appeal_denied')
    UNION ALL
    SELECT application.shipper_id, decision.outcome = 'approved', decision.at
    FROM applications_decision decision
    JOIN applications_application application ON application.id = decision.application_id
    WHERE decision.on_appeal
) decided
WHERE at >= %(begins_at)s AND at < %(ends_before)s AND at <= %(known_at)s
ORDER BY business, at
"""

TIPS = """
SELECT tip.id, extract(epoch FROM min(event.at) - tip.received_at)::float8 / 86400
FROM events_event event JOIN allegations_tip tip ON tip.id = event.subject_id
WHERE event.subject_type = 'tip' AND event.at <= %(known_at)s
    AND event.kind IN ('tip.closed_as_duplicate', 'tip.referred', 'tip.rejected', 'tip.substantiated')
GROUP BY tip.id, tip.received_at
HAVING min(event.at) >= %(begins_at)s AND min(event.at) < %(ends_before)s
ORDER BY tip.id
"""

# The parcels of businesses that an exam at random found wrong for the first time so many days before, as they stood
# when the last day to decide ended: still wrong, and decided by a violation of the business that sent them or not.
_WRONG_PARCELS = """
WITH found AS (
    SELECT entry.parcel_id, entry.seller_id, entry.recorded_at,
        ((entry.recorded_at AT TIME ZONE %(zone)s)::date + %(days)s + 1)::timestamp AT TIME ZONE %(zone)s AS ends_at
    FROM ledger_shipment entry
    WHERE {wrong} AND entry.recorded_at >= %(begins_at)s - interval '1 day' * (%(days)s + 1)
        AND entry.recorded_at < %(ends_before)s
        AND (entry.recorded_at AT TIME ZONE %(zone)s)::date + %(days)s BETWEEN %(first)s AND %(last)s
        AND NOT EXISTS (
            SELECT FROM ledger_shipment earlier
            WHERE earlier.parcel_id = entry.parcel_id AND earlier.revision < entry.revision AND {earlier_wrong}
                AND earlier.date BETWEEN entry.date - %(spread)s AND entry.date + %(spread)s
        )
), stood AS (
    SELECT found.parcel_id, found.ends_at, owner.shipper_id
    FROM found
    CROSS JOIN LATERAL (
        SELECT entry.* FROM ledger_shipment entry
        WHERE entry.parcel_id = found.parcel_id AND entry.recorded_at < found.ends_at
            AND entry.recorded_at <= %(known_at)s
        ORDER BY entry.revision DESC LIMIT 1
    ) entry
    CROSS JOIN LATERAL ({owner_then}) owner
    WHERE {wrong} AND owner.shipper_id IS NOT NULL AND EXISTS (
        SELECT FROM ledger_sellerlink link
        WHERE link.seller_id = found.seller_id AND link.shipper_id IS NOT NULL AND link.recorded_at <= found.recorded_at
    )
)
SELECT stood.shipper_id, EXISTS (
    SELECT FROM (
        SELECT DISTINCT ON (violation.case_id) violation.*
        FROM ledger_violation violation
        WHERE violation.case_id IN (SELECT case_id FROM ledger_violation WHERE parcel_id = stood.parcel_id)
            AND violation.recorded_at < stood.ends_at AND violation.recorded_at <= %(known_at)s
        ORDER BY violation.case_id, violation.revision DESC
    ) entry
    CROSS JOIN LATERAL ({owner_then}) owner
    WHERE entry.parcel_id = stood.parcel_id AND NOT entry.voided AND entry.determination = ANY(%(decided)s)
        AND owner.shipper_id = stood.shipper_id
)
FROM stood
ORDER BY stood.shipper_id, stood.parcel_id
"""
_WRONG = "({0}.drawn OR {0}.followed) AND {0}.exam_result = 'discrepant' AND NOT {0}.voided"
# The business of the seller of an entry when the last day to decide about a parcel ended.
_OWNER_THEN = """
        SELECT link.shipper_id FROM ledger_sellerlink link
        WHERE link.seller_id = entry.seller_id AND link.recorded_at < ends_at AND link.recorded_at <= %(known_at)s
        ORDER BY link.id DESC LIMIT 1
    """
WRONG_PARCELS = (
    _WRONG_PARCELS.replace("{wrong}", _WRONG.format("entry"))
    .replace("{earlier_wrong}", _WRONG.format("earlier"))
    .replace("{owner_then}", _OWNER_THEN)
)

# The first validation after each enrollment, due so many months later. Entries that were taken back count for nothing.
VALIDATIONS = """
WITH entries AS (
    SELECT entry.*
    FROM ledger_programentry entry
    WHERE entry.takes_back_id IS NULL AND entry.recorded_at <= %(known_at)s
        AND NOT EXISTS (
            SELECT FROM ledger_programentry back
            WHERE back.takes_back_id = entry.id AND back.recorded_at <= %(known_at)s
        )
), due AS (
    SELECT shipper_id, date, (date + make_interval(months => %(months)s))::date AS due
    FROM entries
    WHERE kind = 'enrolled'
)
SELECT due.shipper_id, EXISTS (
    SELECT FROM entries validation
    WHERE validation.shipper_id = due.shipper_id AND validation.kind = 'validated'
        AND validation.date BETWEEN due.date AND due.due
)
FROM due
WHERE due.due BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
    SELECT FROM standing_change change
    WHERE change.shipper_id = due.shipper_id AND change.status = ANY(%(left)s) AND change.at <= %(known_at)s
        AND (change.at AT TIME ZONE %(zone)s)::date >= due.date
        AND (change.at AT TIME ZONE %(zone)s)::date < due.due
)
ORDER BY due.shipper_id, due.date
"""

# The entries of a period that were recorded between two moments: first reports, and entries that amend or take back
# earlier ones.
_CHANGED = """
SELECT count(*) FILTER (WHERE revision = 1), count(*) FILTER (WHERE revision > 1)
FROM {table}
WHERE date BETWEEN %(since)s AND %(last)s AND recorded_at > %(before)s AND recorded_at <= %(known_at)s
"""
PARCELS_CHANGED = _CHANGED.format(table="ledger_shipment")
VIOLATIONS_CHANGED = _CHANGED.format(table="ledger_violation")
PROGRAM_ENTRIES_CHANGED = """
SELECT count(*) FILTER (WHERE takes_back_id IS NULL), count(*) FILTER (WHERE takes_back_id IS NOT NULL)
FROM ledger_programentry
WHERE date BETWEEN %(since)s AND %(last)s AND recorded_at > %(before)s AND recorded_at <= %(known_at)s
"""
