"""The whole program re-evaluated, against the same rows read and written back without a rule.

Members of all sizes have up to four years behind them: monthly tallies, program entries, and violations at the rate of
one sustained in 4,000 parcels. The figure is the service that `evaluate --all` calls; the reference runs the statements
below in batches of the same size, fetches what they give, and writes an evaluation of the same length for each member
and its watch. Both are one process.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from django.db import connection, transaction

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger.models import ProgramEntry, Recording, Seller
from apps.ledger.services import reporter_ensure, shippers_enroll
from apps.policy.selectors import policy_on
from apps.shippers.services import Profile
from benchmarks.common import Result, at_once, vacuum
from benchmarks.ingest import CONNECTIONS, shares_of_blocks

MEMBERS = 10_000
SIZES = 13
VIOLATIONS = 0.00025
BATCH = 1_000
ROUNDS = 3
MAX_MEMBERS_OF_SEVERAL_ROUNDS = 100_000

type ProfileOf = Callable[[int], Profile]

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


# Month after month, as the past would have made them: so the tallies of one month lie together.
TALLIES = """
INSERT INTO ledger_tally (seller_id, month, currency, shipments, evidence, examined, discrepant, drawn, value)
SELECT s.seller_id, m::date, 'USD', s.size, s.size, s.size / 40, 0, s.size / 40, s.size * 30
FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS s (seller_id, since, size)
CROSS JOIN LATERAL generate_series(date_trunc('month', s.since::timestamp), %s::timestamp, interval '1 month') m
ORDER BY m, s.seller_id
"""
OFFENSES = """
WITH offenses AS MATERIALIZED (
    SELECT seller_id, back, n, nextval('ledger_violation_id_seq') AS violation_id
    FROM unnest(%(sellers)s::bigint[], %(back)s::int[]) WITH ORDINALITY AS o (seller_id, back, n)
), cases AS (
    INSERT INTO ledger_case (reporter_id, reference, seller_id, revision, violation_id)
    SELECT %(reporter)s, 'V' || violation_id, seller_id, 1, violation_id FROM offenses ORDER BY n
    RETURNING id, violation_id
)
INSERT INTO ledger_violation (
    id, case_id, revision, recording_id, recorded_at, voided, seller_id, date, category, culpability, basis, agency,
    attribution, self_disclosed, determination, currency, note
)
SELECT o.violation_id, c.id, 1, %(recording)s, %(now)s, false, o.seller_id,
    (%(month)s - make_interval(months => back))::date,
    ('{classification,marking,undervaluation,counterfeit}'::text[])[1 + c.id %% 4], 'negligence', 'finding', '',
    'seller', false, 'sustained', 'USD', ''
FROM offenses o JOIN cases c USING (violation_id) ORDER BY n
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
    # With many members, one round takes minutes, and moments of noise no longer tell.
    for _round in range(ROUNDS if len(members) <= MAX_MEMBERS_OF_SEVERAL_ROUNDS else 1):
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


def enrol_members(
    count: int,
    *,
    sizes: int = SIZES,
    violations: float = VIOLATIONS,
    connections: int = CONNECTIONS,
    profile_of: ProfileOf | None = None,
) -> list[int]:
    """Enrol members of all sizes, with one to 48 months behind them; `violations` is how many a parcel has.

    With one connection no other process is started. `profile_of` returns the profile of a member by its number; without
    one, members have none. Return the ids of the members, by number.
    """
    reporter = reporter_ensure(code="bench", kind="carrier")
    recording = Recording.objects.create(reporter=reporter, kind=Recording.Kind.API, started_at=clock.now())
    enrol = partial(_enrol, recording, sizes, violations, profile_of)
    at_once(enrol, shares_of_blocks(count, connections), list)
    codes = Seller.objects.filter(source="bench").values_list("code", "pk", "shipper_id")
    enrolled = sorted((int(code[1:]), seller, member) for code, seller, member in codes)
    since = [_since(number) for number, _seller, _member in enrolled]
    monthly = [parcels_a_month(number, sizes) for number, _seller, _member in enrolled]
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, [[seller for _number, seller, _member in enrolled], since, monthly, clock.today()])
    vacuum()
    return [member for _number, _seller, member in enrolled]


def _months_behind(number: int) -> int:
    return 1 + number % 48


def _since(number: int) -> date:
    return clock.add_months(clock.today(), -_months_behind(number))


def _enrol(
    recording: Recording, sizes: int, violations: float, profile_of: ProfileOf | None, blocks: list[range]
) -> None:
    """Enrol the members of these numbers, with their acts in the program and their violations."""
    owed = 0.0
    for numbers in blocks:
        sellers = [
            seller.pk
            for seller in Seller.objects.bulk_create(Seller(source="bench", code=f"S{number}") for number in numbers)
        ]
        profiles = dict(zip(sellers, map(profile_of, numbers), strict=True)) if profile_of else {}
        entries = shippers_enroll(sellers=sellers, dates=[_since(number) for number in numbers], profiles=profiles)
        _acts_enter(recording, numbers, [entry.shipper_id for entry in entries])
        offenders: list[tuple[int, int]] = []
        for seller, number in zip(sellers, numbers, strict=True):
            months = _months_behind(number)
            owed += violations * months * parcels_a_month(number, sizes)
            offenders += [(seller, back % months) for back in range(int(owed))]
            owed -= int(owed)
        with connection.cursor() as cursor:
            cursor.execute(
                OFFENSES,
                {
                    "sellers": [seller for seller, _back in offenders],
                    "back": [back for _seller, back in offenders],
                    "reporter": recording.reporter_id,
                    "recording": recording.pk,
                    "now": clock.now(),
                    "month": clock.month_of(clock.today()),
                },
            )


def _acts_enter(recording: Recording, numbers: Sequence[int], members: Sequence[int]) -> None:
    """Enter the validations and annual reviews of four members in five."""
    now, today = clock.now(), clock.today()
    ProgramEntry.objects.bulk_create(
        ProgramEntry(
            shipper_id=member, recording=recording, recorded_at=now, kind=kind, date=clock.add_months(today, -back)
        )
        for number, member in zip(numbers, members, strict=True)
        for kind, back in (("validated", number % 40), ("annual_review", number % 11))
        if number % 5
    )
