"""The headline measures as somebody else would count them: plain SQL, written from the published definitions.

Each query follows the texts of its measure ("Counted", "Among", "Not counted") and uses nothing of `apps.measures`. A
query returns a numerator and a denominator by line, and the value itself where the line is a number of days. It is told
the first and the last day of the period, and the moment until which reports count.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db import connection

from apps.measures.models import Edition


class Counted(NamedTuple):
    """The sums of a line. Of a number of days and of an estimate, `numerator` is the figure itself."""

    numerator: Decimal
    denominator: int


NOTHING = Counted(Decimal(0), 0)


# The last report of each parcel, the business that the seller belonged to, and whether the business was a member at
# midnight in New York, when the day of the parcel began. A parcel that was drawn stays that of a business that disowned
# it.
PARCELS = """
WITH last_report AS (
    SELECT shipment.*, row_number() OVER (PARTITION BY parcel_id ORDER BY revision DESC) AS from_the_end
    FROM ledger_shipment shipment
    WHERE recorded_at <= %(known_at)s
), parcel AS (
    SELECT last_report.*, (
        SELECT link.shipper_id FROM ledger_sellerlink link
        WHERE link.seller_id = last_report.seller_id AND link.recorded_at <= %(known_at)s
        ORDER BY link.id DESC LIMIT 1
    ) AS linked_to, (
        SELECT said.shipper_id FROM disputes_disowning said
        WHERE said.parcel_id = last_report.parcel_id AND said.state = 'accepted'
            AND said.decided_at <= %(known_at)s AND last_report.drawn
        ORDER BY said.id DESC LIMIT 1
    ) AS disowned_by
    FROM last_report
    WHERE from_the_end = 1 AND NOT voided AND date >= %(first)s AND date <= %(last)s
), counted AS (
    SELECT parcel.*, coalesce(linked_to, disowned_by) AS shipper,
        coalesce((
            SELECT change.status IN ('active', 'conditional') FROM standing_change change
            WHERE change.shipper_id = coalesce(parcel.linked_to, parcel.disowned_by)
                AND change.at <= (parcel.date || ' 00:00 America/New_York')::timestamptz
            ORDER BY change.id DESC LIMIT 1
        ), false) AS of_member,
        EXISTS (
            SELECT FROM ledger_shipment said
            JOIN ledger_recording recording ON recording.id = said.recording_id
            JOIN ledger_reporter reporter ON reporter.id = recording.reporter_id
            WHERE said.parcel_id = parcel.parcel_id AND said.recorded_at <= %(known_at)s AND reporter.kind <> 'seller'
        ) AS told_by_others,
        EXISTS (
            SELECT FROM ledger_shipment said
            JOIN ledger_recording recording ON recording.id = said.recording_id
            JOIN ledger_reporter reporter ON reporter.id = recording.reporter_id
            WHERE said.parcel_id = parcel.parcel_id AND said.recorded_at <= %(known_at)s AND reporter.kind = 'agency'
                AND said.exam_basis = 'random' AND said.exam_result IN ('clean', 'discrepant')
        ) AND parcel.exam_basis = 'random' AND parcel.exam_result IN ('clean', 'discrepant') AS drawn_by_agency,
        (
            SELECT (array_agg(lot.is_equal IS NULL OR lot.is_equal ORDER BY lot.id DESC))[1]
            FROM ledger_parcel identity
            JOIN targeting_assessment answered USING (issuer, reference)
            JOIN targeting_lot lot ON lot.assessment_id = answered.id
            WHERE identity.id = parcel.parcel_id AND answered.at <= %(known_at)s
                AND abs(answered.day - parcel.date) <= 120
                AND lot.share IN ('random', 'follow_up', 'surplus')
        ) AS by_the_chance_of_all,
        EXISTS (
            SELECT FROM ledger_parcel identity
            JOIN targeting_assessment answered USING (issuer, reference)
            JOIN targeting_lot lot ON lot.assessment_id = answered.id
            JOIN targeting_exam exam ON exam.lot_id = lot.id
            WHERE identity.id = parcel.parcel_id AND exam.at <= %(known_at)s
                AND parcel.exam_basis IN ('random', 'follow_up', 'surplus')
                AND parcel.exam_result IN ('clean', 'discrepant')
        ) AS opened_at_port,
        description <> '' AND regexp_replace(hs, '[. ]', '', 'g') ~ '^[0-9]{6,}$'
            AND origin ~ '^[A-Z][A-Z]$' AND origin <> 'ZZ' AND coalesce(value, 0) > 0 AND currency <> ''
            AND coalesce(weight_kg, 0) > 0 AND coalesce(quantity, 0) > 0 AND mode <> '' AS is_complete
    FROM parcel
)
"""
# The last word on each violation, if it was sustained or mitigated.
VIOLATIONS = """
WITH said AS (
    SELECT violation.*, row_number() OVER (PARTITION BY case_id ORDER BY revision DESC) AS from_the_end
    FROM ledger_violation violation
    WHERE recorded_at <= %(known_at)s
), violated AS (
    SELECT said.*, coalesce((
        SELECT link.shipper_id FROM ledger_sellerlink link
        WHERE link.seller_id = said.seller_id AND link.recorded_at <= %(known_at)s
        ORDER BY link.id DESC LIMIT 1
    )::text, 'nobody ' || said.seller_id) AS business
    FROM said
    WHERE from_the_end = 1 AND NOT voided AND determination IN ('sustained', 'mitigated')
)
"""
DECIDED = """
WITH sent AS (
    SELECT application_id, min(at) AS at FROM applications_submission GROUP BY application_id
), waited AS (
    SELECT inquiry.application_id, inquiry.asked_at AS since,
        coalesce(inquiry.replied_at, inquiry.closed_at, decision.at) AS until
    FROM applications_inquiry inquiry
    JOIN applications_decision decision
        ON decision.application_id = inquiry.application_id AND NOT decision.on_appeal
), decided AS (
    SELECT decision.application_id, extract(epoch FROM decision.at - sent.at - coalesce((
        SELECT sum(until - since) FROM waited WHERE waited.application_id = decision.application_id
    ), interval '0')) / 86400 AS days
    FROM applications_decision decision JOIN sent USING (application_id)
    WHERE NOT decision.on_appeal AND (decision.at AT TIME ZONE 'America/New_York')::date
        BETWEEN %(first)s AND %(last)s
)
"""
CLOSED = """
WITH closed AS (
    SELECT tip.id, extract(epoch FROM tip.decided_at - tip.received_at) / 86400 AS days
    FROM allegations_tip tip
    WHERE (tip.decided_at AT TIME ZONE 'America/New_York')::date BETWEEN %(first)s AND %(last)s
)
"""
_SHARE_BY_MEMBERSHIP = """
SELECT CASE WHEN of_member THEN 'members' ELSE 'others' END, count(*) FILTER (WHERE {what}), count(*)
FROM counted WHERE {among} GROUP BY 1
"""

# The population and the query of each measure.
QUERIES: Mapping[str, tuple[str, str]] = {
    "decisions": (
        DECIDED,
        """
SELECT 'in_time', count(*) FILTER (WHERE days <= %(decision_days)s), count(*) FROM decided
UNION ALL SELECT 'median', percentile_cont(0.5) WITHIN GROUP (ORDER BY days), count(*) FROM decided
UNION ALL SELECT 'ninth_decile', percentile_cont(0.9) WITHIN GROUP (ORDER BY days), count(*) FROM decided
""",
    ),
    "validations": (
        "",
        """
WITH entry AS (
    SELECT * FROM ledger_programentry said
    WHERE said.recorded_at <= %(known_at)s AND said.takes_back_id IS NULL AND said.id NOT IN (
        SELECT back.takes_back_id FROM ledger_programentry back
        WHERE back.takes_back_id IS NOT NULL AND back.recorded_at <= %(known_at)s
    )
), due AS (
    SELECT entry.*, (date + %(validation_months)s * interval '1 month')::date AS due FROM entry WHERE kind = 'enrolled'
), still_there AS (
    SELECT * FROM due
    WHERE due BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
        SELECT FROM standing_change change
        WHERE change.shipper_id = due.shipper_id AND change.status IN ('withdrawn', 'removed')
            AND (change.at AT TIME ZONE 'America/New_York')::date >= due.date
            AND (change.at AT TIME ZONE 'America/New_York')::date < due.due
    )
)
SELECT 'in_time', count(*) FILTER (WHERE EXISTS (
    SELECT FROM entry validation WHERE validation.kind = 'validated' AND validation.shipper_id = still_there.shipper_id
        AND validation.date >= still_there.date AND validation.date <= still_there.due
)), count(*)
FROM still_there
""",
    ),
    "tips": (
        CLOSED,
        """
SELECT 'in_time', count(*) FILTER (WHERE days <= 30), count(*) FROM closed
UNION ALL SELECT 'median', percentile_cont(0.5) WITHIN GROUP (ORDER BY days), count(*) FROM closed
""",
    ),
    "appeals": (
        "",
        """
WITH decided AS (
    SELECT state = 'granted' AS granted, decided_at AS at FROM standing_appeal WHERE state IN ('granted', 'denied')
    UNION ALL
    SELECT outcome = 'approved', at FROM applications_decision WHERE on_appeal
)
SELECT 'overturned', count(*) FILTER (WHERE granted), count(*) FROM decided
WHERE (at AT TIME ZONE 'America/New_York')::date BETWEEN %(first)s AND %(last)s
""",
    ),
    "random-exams": (
        PARCELS,
        _SHARE_BY_MEMBERSHIP.format(
            what="exam_result = 'discrepant'",
            among="(drawn_by_agency OR opened_at_port) AND coalesce(by_the_chance_of_all, drawn_by_agency)",
        ),
    ),
    # By the ledger alone: what was said of each parcel and of each violation until midnight after the last day.
    "wrong-parcels": (
        "",
        """
WITH said AS (
    SELECT *, (drawn OR followed) AND exam_result = 'discrepant' AND NOT voided AS wrong FROM ledger_shipment
), first_wrong AS (
    SELECT DISTINCT ON (parcel_id) * FROM said WHERE wrong ORDER BY parcel_id, revision
), asked AS (
    SELECT *, (recorded_at AT TIME ZONE 'America/New_York')::date + %(finding_days)s AS last_day FROM first_wrong
), over AS (
    SELECT *, (last_day + 1 || ' 00:00 America/New_York')::timestamptz AS midnight FROM asked
    WHERE last_day BETWEEN %(first)s AND %(last)s
), stood AS (
    SELECT DISTINCT ON (over.parcel_id) over.midnight, said.*
    FROM over JOIN said ON said.parcel_id = over.parcel_id AND said.recorded_at < over.midnight
    ORDER BY over.parcel_id, said.revision DESC
), owned AS (
    SELECT DISTINCT ON (stood.parcel_id) stood.*, link.shipper_id
    FROM stood JOIN ledger_sellerlink link ON link.seller_id = stood.seller_id AND link.recorded_at < stood.midnight
    ORDER BY stood.parcel_id, link.id DESC
), counted AS (
    SELECT owned.* FROM owned JOIN over USING (parcel_id)
    WHERE owned.wrong AND owned.shipper_id IS NOT NULL AND over.seller_id IN (
        SELECT seller_id FROM ledger_sellerlink WHERE recorded_at <= over.recorded_at AND shipper_id IS NOT NULL
    )
), word AS (
    SELECT DISTINCT ON (counted.parcel_id, entry.case_id) counted.parcel_id AS about, counted.midnight,
        counted.shipper_id, entry.*
    FROM counted CROSS JOIN ledger_violation entry
    WHERE entry.recorded_at < counted.midnight
    ORDER BY counted.parcel_id, entry.case_id, entry.revision DESC
), decided AS (
    SELECT word.about FROM word
    WHERE word.parcel_id = word.about AND NOT voided AND determination <> 'alleged' AND word.shipper_id = (
        SELECT link.shipper_id FROM ledger_sellerlink link
        WHERE link.seller_id = word.seller_id AND link.recorded_at < word.midnight ORDER BY link.id DESC LIMIT 1
    )
)
SELECT 'in_time', count(*) FILTER (WHERE parcel_id IN (SELECT about FROM decided)), count(*) FROM counted
""",
    ),
    "repeats": (
        VIOLATIONS,
        """
, first_of_year AS (
    SELECT business, min(date) AS date FROM violated
    WHERE date >= %(first)s::date - interval '1 year' AND date < %(first)s
    GROUP BY business
)
SELECT 'again', count(*) FILTER (WHERE EXISTS (
    SELECT FROM violated WHERE violated.business = first_of_year.business AND violated.date > first_of_year.date
        AND violated.date <= first_of_year.date + interval '12 months'
)), count(*) FROM first_of_year
""",
    ),
    "exam-rates": (
        PARCELS,
        _SHARE_BY_MEMBERSHIP.format(
            what="examined AND exam_basis NOT IN ('random', 'requested', 'validation', 'follow_up', 'surplus')",
            among="told_by_others",
        ),
    ),
    "release-times": (
        PARCELS,
        """
, timed AS (
    SELECT *, CASE WHEN of_member THEN 'members' ELSE 'others' END AS whose,
        extract(epoch FROM released_at - arrived_at) / 3600 AS hours
    FROM counted
    WHERE told_by_others AND arrived_at IS NOT NULL AND released_at IS NOT NULL AND released_at >= arrived_at
)
SELECT whose, count(*) FILTER (WHERE hours <= 24), count(*) FROM timed GROUP BY 1
UNION ALL
SELECT whose || '_examined', count(*) FILTER (WHERE hours <= 24), count(*) FROM timed WHERE examined GROUP BY 1
""",
    ),
    "completeness": (PARCELS, "SELECT 'complete', count(*) FILTER (WHERE is_complete), count(*) FROM counted"),
    "mail": (
        PARCELS,
        "SELECT 'complete', count(*) FILTER (WHERE is_complete), count(*) FROM counted WHERE mode = 'post'",
    ),
    "low-value": (
        PARCELS,
        """
, low AS (SELECT * FROM counted WHERE currency = 'USD' AND value < 2500)
SELECT 'all', count(*), count(*) FROM low
UNION ALL
SELECT CASE WHEN mode IN ('sea', 'rail', 'truck', 'air', 'post') THEN mode ELSE 'other' END, count(*), count(*)
FROM low GROUP BY 1
""",
    ),
    # The gap is the declared value of all parcels, times losses over values of the parcels that were drawn, each
    # counted as many times as its draw says. PARCELS and VIOLATIONS are joined, so that both can be asked.
    "revenue": (
        f"{PARCELS.rstrip()}, {VIOLATIONS.strip().removeprefix('WITH ')}",
        """
, money AS (
    SELECT unnest(ARRAY['owed', 'assessed', 'mitigated', 'collected']) AS line,
        unnest(ARRAY[revenue_loss, penalty_assessed, penalty_mitigated, collected]) AS amount
    FROM violated
    WHERE currency = 'USD' AND date BETWEEN %(first)s AND %(last)s
), valued AS (
    SELECT counted.*, coalesce(shipper::text, 'nobody ' || seller_id) || to_char(date, 'YYYY-MM') AS of_month
    FROM counted
    WHERE told_by_others AND currency = 'USD' AND value > 0
), sampled AS (
    SELECT valued.value,
        coalesce((
            SELECT sum(revenue_loss) FROM violated
            WHERE violated.parcel_id = valued.parcel_id AND violated.currency = 'USD' AND revenue_loss > 0
        ), 0) AS loss,
        coalesce(1 / (
            SELECT (array_agg(coalesce(lot.counted, lot.at_random) ORDER BY lot.id DESC))[1]
            FROM ledger_parcel parcel
            JOIN targeting_assessment answered USING (issuer, reference)
            JOIN targeting_lot lot ON lot.assessment_id = answered.id
            WHERE parcel.id = valued.parcel_id AND coalesce(lot.counted, lot.at_random) > 0
                AND answered.at <= %(known_at)s
                AND abs(answered.day - valued.date) <= 120
        ), (SELECT count(*) FROM valued alike WHERE alike.of_month = valued.of_month)::float8
            / (SELECT count(*) FROM valued alike WHERE alike.of_month = valued.of_month AND alike.drawn_by_agency)
        ) AS times
    FROM valued
    WHERE drawn_by_agency
)
SELECT line, coalesce(sum(amount), 0), count(*) FILTER (WHERE amount <> 0) FROM money GROUP BY 1
UNION ALL
SELECT 'gap', (sum(times * loss) / nullif(sum(times * value), 0) * (SELECT sum(value) FROM valued)::float8)::numeric,
    count(*) FILTER (WHERE loss > 0)
FROM sampled
""",
    ),
}


def differences(edition: Edition) -> list[str]:
    """Return each line of an edition whose sums or published value differ from those of the independent query."""
    numbers = dict(edition.policy.numbers.values_list("key", "value"))
    given = {
        "first": edition.period.first,
        "last": edition.period.last,
        "decision_days": int(numbers["clock.decision_days"]),
        "finding_days": int(numbers["clock.finding_days"]),
        "validation_months": int(numbers["clock.validation_months"]),
    }
    found = []
    for measure in edition.published["measures"]:
        exact = edition.exact[measure["code"]]
        counted = _counted(measure["code"], given | {"known_at": datetime.fromisoformat(exact["known_at"])})
        assert counted.keys() <= exact["lines"].keys()
        for line in measure["lines"]:
            sums = exact["lines"][line["code"]]
            other = counted.get(line["code"], NOTHING)
            if not _is_equal(line, sums, other):
                found.append(f"{edition} {measure['code']} {line['code']}: {sums} and not {other}")
    return found


def _counted(measure: str, given: Mapping[str, Any]) -> dict[str, Counted]:
    """Return the lines of a measure by its query. A line of which nothing was found may be missing."""
    with connection.cursor() as cursor:
        cursor.execute("".join(QUERIES[measure]), given)
        return {line: Counted(Decimal(str(numerator or 0)), count) for line, numerator, count in cursor.fetchall()}


def _is_equal(line: Mapping[str, Any], sums: Mapping[str, Any], counted: Counted) -> bool:
    """Return whether the sums of a line, and the value that was published of them, are those of a query."""
    if sums["denominator"] != counted.denominator:
        return False
    # The days of a case are kept to a millionth, and an estimate to a cent.
    rough = {"median": "0.00001", "ninth_decile": "0.00001", "estimate": "0.01"}.get(line["statistic"])
    exact = Decimal(sums["value"] or 0) if rough else Decimal(sums["numerator"])
    if abs(exact - counted.numerator) > Decimal(rough or 0):
        return False
    return line["withheld"] or line["value"] == _published(line["statistic"], counted)


def _published(statistic: str, counted: Counted) -> str | None:
    """Return the value of a line by the rules of the page: counts to 5, amounts to 1,000, days to whole ones."""
    if statistic == "estimate":
        return str(_rounded(counted.numerator, 1_000)) if counted.numerator else None
    if statistic in ("count", "amount"):
        return str(_rounded(counted.numerator, 5 if statistic == "count" else 1_000))
    denominator = _rounded(Decimal(counted.denominator), 5)
    if not denominator:
        return None
    if statistic != "share":
        return str(_rounded(counted.numerator, 1))
    return str((Decimal(_rounded(counted.numerator, 5)) / denominator).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _rounded(number: Decimal, step: int) -> int:
    return int((number / step).quantize(Decimal(1), ROUND_HALF_UP)) * step
