"""The pooled result of the exams drawn at random over the program, with which the prior of a policy is compared.

All sellers count, members and others: the prior stands for a seller of whom nothing is known.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from apps.evaluation.record import month_number, month_start
from apps.evaluation.weights import wrong_part
from apps.ledger.vocabulary import severity_of
from apps.policy.terms import ONE, Terms

_DRAWN = """
SELECT coalesce(sum(drawn), 0)::bigint, coalesce(sum(drawn_discrepant), 0)::bigint
FROM ledger_tally WHERE month >= %(since)s
"""

# The parcels opened at random of which a violation was decided, counted by the exam's result and by the violations that
# count. A reversed violation says that a parcel was in order after all.
_DECIDED = """
SELECT discrepant, violations, count(*)
FROM (
    SELECT p.discrepant, coalesce(
        array_agg(f.fields ORDER BY f.fields) FILTER (WHERE v.determination IN ('sustained', 'mitigated')), '{}'
    ) AS violations
    FROM ledger_case c
    JOIN ledger_violation v ON v.id = c.violation_id
    JOIN ledger_parcel p ON p.id = v.parcel_id
    CROSS JOIN LATERAL (SELECT concat_ws(',', v.category, v.culpability, v.attribution) AS fields) f
    WHERE p.drawn AND NOT p.voided AND p.date >= %(since)s AND NOT v.voided
        AND (v.determination IN ('sustained', 'mitigated') OR v.determination = 'reversed' AND p.discrepant)
    GROUP BY p.id, p.discrepant
) AS parcels
GROUP BY 1, 2
"""


class PooledExams(NamedTuple):
    """The pooled exams of a period: `exams` parcels opened at random whose result is known, of which `wrong` were
    wrong. `loss` is the sum of the wrong parts, in millionths of a parcel.
    """

    exams: int
    wrong: int
    loss: int

    @property
    def compliance(self) -> float | None:
        """Return the share of the parcels that is in order, between 0 and 1; None if no parcel was opened."""
        return (self.exams * ONE - self.loss) / (self.exams * ONE) if self.exams else None


def pooled_exams(*, as_of: date, terms: Terms) -> PooledExams:
    """Pool the exams that the compliance rate would read of all sellers on a present day, by two statements.

    Reads every tally of the record's months once, so this is for long work and commands.
    """
    asked = {"since": month_start(month_number(as_of) - terms.windows.record_months + 1)}
    wrong = loss = found_wrong = 0
    with connection.cursor() as cursor:
        ((drawn, drawn_discrepant),) = cursor.execute(_DRAWN, asked).fetchall()
        for discrepant, violations, count in cursor.execute(_DECIDED, asked).fetchall():
            part = min(ONE, sum(_wrong_part(fields, terms) for fields in violations))
            loss += part * count
            wrong += count if part else 0
            found_wrong += count if discrepant else 0
    return PooledExams(drawn - (drawn_discrepant - found_wrong), wrong, loss)


def _wrong_part(fields: str, terms: Terms) -> int:
    category, culpability, attribution = fields.split(",")
    return wrong_part(severity_of(category, culpability), attribution, terms.weights)
