"""The share of (member, batch) pairs of a mixed stream that needed no evaluation, the results being equal.

Each batch is a day's report over two months, recorded by the path that every source uses; 5 % of its entries are
dated up to 400 days back. Some parcels are opened at random, some of these are found wrong, some reports amend
earlier ones, some members get violations. After each batch what is due is evaluated, and every evaluation counts,
also those that the calendar alone made due. Then everyone is asked anew: an answer that differs from the one that
stands would be an error.
"""

import random
from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.evaluation.rules import judge
from apps.evaluation.selectors import answers_latest, records_now
from apps.evaluation.services import evaluate_due
from apps.ledger.models import Recording
from apps.ledger.services import recording_open, reporter_ensure, shipments_record, violations_record
from apps.ledger.vocabulary import Category
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from benchmarks.common import Result
from benchmarks.evaluate import VIOLATIONS, enrol_members, parcels_a_month

ENTRIES, ENTRIES_OF_A_MEMBER = 60_000, 120
# One in so many parcels may be amended by a later report: a long stream would fill the memory with all of them.
REMEMBERED = 10
DAYS = 60
LATE = 0.05
WRONG = 0.001
AMENDED = 0.002


def run(*, rows: int | None = None) -> Result:
    rows = rows or ENTRIES
    chance = random.Random(11)  # noqa: S311 - the same stream in each run
    members = enrol_members(max(1, rows // ENTRIES_OF_A_MEMBER))
    ksns = dict(Shipper.objects.filter(pk__in=members).values_list("pk", "ksn"))
    shares = [parcels_a_month(number) for number in range(len(members))]
    start = clock.now()
    evaluate_due(limit=len(members))
    pairs = evaluated = 0
    reported: list[dict[str, Any]] = []
    for day in range(1, DAYS + 1):
        with clock.at(start + timedelta(days=day)):
            drawn = chance.choices(members, shares, k=rows // DAYS)
            facts = [fact(chance, ksns[member], reported) for member in drawn]
            reported += facts[::REMEMBERED]
            accused = [member for member in drawn if chance.random() < 2 * VIOLATIONS]
            record(facts, [violation(chance, ksns[member]) for member in accused])
            pairs += len(set(drawn))
            evaluated += evaluate_due(limit=2 * len(members))
            compare(members)
    return Result("skip", pairs - evaluated, pairs, "pairs", rows, bound=0.95)


def fact(chance: random.Random, ksn: str, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a parcel of today or, if late, of an earlier day; or an earlier parcel that turns out to be examined."""
    if told and chance.random() < AMENDED:
        return chance.choice(told) | {"exam_basis": "random", "exam_result": "clean"}
    back = chance.randrange(1, 400) if chance.random() < LATE else 0
    drawn = chance.random() < 0.03
    wrong = chance.random() < WRONG
    result = "discrepant" if wrong else "clean"
    return {
        "reference": f"B{chance.getrandbits(60)}",
        "ksn": ksn,
        "date": clock.today() - timedelta(days=back),
        "value": "30",
        "currency": "USD",
        **({"exam_basis": "random", "exam_result": result} if drawn or wrong else {}),
    }


def violation(chance: random.Random, ksn: str) -> dict[str, Any]:
    """Return a violation. Half of the alleged ones are sustained, as in the past of the members."""
    category = chance.choice(["classification", "marking", "undervaluation", "counterfeit"])
    return {
        "reference": f"V{chance.getrandbits(60)}",
        "ksn": ksn,
        "date": clock.today(),
        "category": category,
        "determination": chance.choice(["alleged", "sustained"]),
    }


def record(shipments: list[dict[str, Any]], violations: list[dict[str, Any]]) -> None:
    agency = reporter_ensure(code="bench agency", kind="agency", competence=Category.values)
    recording = recording_open(reporter=agency, kind=Recording.Kind.API)
    outcomes = [
        shipments_record(recording=recording, facts=list(enumerate(shipments))),
        violations_record(recording=recording, facts=list(enumerate(violations))),
    ]
    if rejected := [line for outcome in outcomes for line in outcome.rejected]:
        raise RuntimeError(f"{len(rejected)} entries were refused, the first for {rejected[0][1]}.")


def compare(members: list[int]) -> None:
    """Raise unless the answers that stand are those that everyone would get now."""
    today = clock.today()
    terms = terms_of(policy_on(today))
    standing = answers_latest(members)
    for member, record_now in records_now(members, as_of=today, terms=terms).items():
        answer = judge(record_now, terms)
        if standing[member] != (answer.enter, answer.keep, answer.suspend):
            raise RuntimeError(f"Member {member} has changed, and was not evaluated.")
