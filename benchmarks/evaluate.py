"""The whole program re-evaluated, against the same rows read and written back without a rule.

Members of all sizes have up to four years behind them: monthly tallies, program entries, and violations at the rate of
one sustained in 4,000 parcels. The figure is the service that `evaluate --all` calls; the reference runs the statements
below in batches of the same size, fetches what they give, and writes an evaluation of the same length for each member
and its watch. Both are one process.
"""

import time
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger.models import Case, ProgramEntry, Recording, Seller, Violation
from apps.ledger.services import reporter_ensure, shippers_enroll
from apps.policy.selectors import policy_on
from benchmarks.common import Result, vacuum

MEMBERS = 10_000
SIZES = 13
VIOLATIONS = 0.00025
BATCH = 1_000
ROUNDS = 3

LOCK = "SELECT shipper_id FROM ledger_watch WHERE shipper_id = ANY (%(shippers)s) ORDER BY shipper_id FOR UPDATE"
READ = (
    """
    SELECT s.shipper_id, t.month, sum(t.evidence), sum(t.examined), sum(t.discrepant)
    FROM ledger_seller s JOIN ledger_tally t ON t.seller_id = s.id
    WHERE s.shipper_id = ANY (%(shippers)s) AND t.month >= %(since)s
    GROUP BY 1, 2 HAVING sum(t.evidence) > 0 ORDER BY 1, 2
    """,
    """
    SELECT s.shipper_id, v.id, v.date, v.category, v.culpability, v.attribution, v.basis, v.self_disclosed,
        v.determination
    FROM ledger_seller s JOIN ledger_case c ON c.seller_id = s.id JOIN ledger_violation v ON v.id = c.violation_id
    WHERE s.shipper_id = ANY (%(shippers)s) AND v.date >= %(since)s
        AND NOT v.voided AND v.determination IN ('sustained', 'mitigated')
    ORDER BY 1, 2
    """,
    """
    SELECT e.shipper_id, e.kind, e.date FROM ledger_programentry e
    WHERE e.shipper_id = ANY (%(shippers)s) AND e.takes_back_id IS NULL
        AND NOT EXISTS (SELECT FROM ledger_programentry b WHERE b.takes_back_id = e.id)
    ORDER BY e.shipper_id, e.date, e.id
    """,
    """
    SELECT s.id, e.enter, e.keep, e.suspend FROM unnest(%(shippers)s::bigint[]) AS s (id)
    CROSS JOIN LATERAL (
        SELECT enter, keep, suspend FROM evaluation_evaluation e
        WHERE e.shipper_id = s.id AND NOT e.retrospective ORDER BY e.id DESC LIMIT 1
    ) e
    """,
)
NUMBER = "SELECT nextval('evaluation_evaluation_id_seq') FROM generate_series(1, %s)"
WRITE = """
COPY evaluation_evaluation (
    id, shipper_id, policy_id, as_of, known_at, enter, keep, suspend, retrospective, findings, quiet_until, clean_left
) FROM STDIN
"""
WATCH = """
UPDATE ledger_watch w SET quiet_until = a.quiet_until, clean_left = a.clean_left, due_since = NULL, urgency = 0
FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS a (shipper_id, quiet_until, clean_left)
WHERE w.shipper_id = a.shipper_id
"""


def run(*, rows: int | None = None) -> Result:
    members = enrol_members(rows or MEMBERS)
    batches = [members[begin : begin + BATCH] for begin in range(0, len(members), BATCH)]
    for batch in batches:
        evaluate_shippers(shipper_ids=batch)
    vacuum()
    findings = Evaluation.objects.order_by("id").values_list("findings", flat=True)
    text = connection.ops.adapt_json_value(findings[len(members) // 2], None)
    figures, references = [], []
    for _round in range(ROUNDS):
        references.append(seconds_of(lambda batch: read_and_write(batch, text), batches))
        figures.append(seconds_of(lambda batch: evaluate_shippers(shipper_ids=batch), batches))
    return Result(
        "evaluate", len(members) / min(figures), len(members) / min(references), "members/s", len(members), bound=0.45
    )


def seconds_of(work: Callable[[list[int]], object], batches: Sequence[list[int]]) -> float:
    begun = time.perf_counter()
    for batch in batches:
        work(batch)
    return time.perf_counter() - begun


@transaction.atomic
def read_and_write(shippers: list[int], findings: object) -> None:
    now, today = clock.now(), clock.today()
    policy = policy_on(today)
    asked = {"shippers": shippers, "since": clock.add_months(today, -35)}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, asked)
        cursor.fetchall()
        for statement in READ:
            cursor.execute(statement, asked)
            cursor.fetchall()
        cursor.execute(NUMBER, [len(shippers)])
        numbers = cursor.fetchall()
        with cursor.copy(WRITE) as copy:
            for shipper, (pk,) in zip(shippers, numbers, strict=True):
                copy.write_row((pk, shipper, policy.pk, today, now, 1, 1, False, False, findings, today, 1))
        days = [clock.add_months(today, 1)] * len(shippers)
        cursor.execute(WATCH, [shippers, days, [1000] * len(shippers)])


def parcels_a_month(number: int, sizes: int = SIZES) -> int:
    """Return how many parcels a member sends in a month: from 20 to some 5,600 with all sizes, fewer with less."""
    return round(20 * 1.6 ** (number % sizes))


def enrol_members(count: int, *, sizes: int = SIZES, violations: float = VIOLATIONS) -> list[int]:
    """Enrol members of all sizes, with one to 48 months behind them; `violations` is how many a parcel has."""
    reporter = reporter_ensure(code="bench", kind="carrier")
    Seller.objects.bulk_create(Seller(source="bench", code=f"S{number}") for number in range(count))
    sellers = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    today = clock.today()
    ages = [1 + number % 48 for number in range(count)]
    monthly = [parcels_a_month(number, sizes) for number in range(count)]
    since = [clock.add_months(today, -age) for age in ages]
    members = [entry.shipper_id for entry in shippers_enroll(sellers=sellers, dates=since)]
    recording = Recording.objects.create(reporter=reporter, kind=Recording.Kind.API, started_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_tally (
                seller_id, month, currency, shipments, evidence, examined, discrepant, drawn, value
            )
            SELECT s.seller_id, m::date, 'USD', s.size, s.size, s.size / 40, 0, s.size / 40, s.size * 30
            FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS s (seller_id, since, size)
            CROSS JOIN LATERAL generate_series(s.since::timestamp, %s::date - 15, interval '1 month') m
            """,
            [sellers, since, monthly, today],
        )
    now = clock.now()
    ProgramEntry.objects.bulk_create(
        ProgramEntry(
            shipper_id=member, recording=recording, recorded_at=now, kind=kind, date=clock.add_months(today, -back)
        )
        for number, member in enumerate(members)
        for kind, back in (("validated", number % 40), ("annual_review", number % 11))
        if number % 5
    )
    owed = 0.0
    offenders = []
    for seller, age, size in zip(sellers, ages, monthly, strict=True):
        owed += violations * age * size
        offenders += [(seller, back % age) for back in range(int(owed))]
        owed -= int(owed)
    cases = Case.objects.bulk_create(
        Case(reporter=reporter, reference=f"V{number}", seller_id=seller, revision=1, violation_id=0)
        for number, (seller, _back) in enumerate(offenders)
    )
    found = Violation.objects.bulk_create(
        Violation(
            case=case,
            revision=1,
            recording=recording,
            recorded_at=now,
            seller_id=seller,
            date=clock.add_months(today, -back),
            category=("classification", "marking", "undervaluation", "counterfeit")[case.pk % 4],
            determination="sustained",
        )
        for case, (seller, back) in zip(cases, offenders, strict=True)
    )
    for case, violation in zip(cases, found, strict=True):
        case.violation_id = violation.pk
    Case.objects.bulk_update(cases, ["violation_id"], batch_size=5_000)
    return members
