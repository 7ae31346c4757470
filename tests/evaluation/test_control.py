"""Businesses that are judged together: as one business would be, today, in the past, and from outside."""

import json
from datetime import timedelta
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.conventions import policy_with_conventions
from apps.evaluation.facts_export import facts_document
from apps.evaluation.judgments import judgment_today
from apps.evaluation.models import Evaluation
from apps.evaluation.record import Record
from apps.evaluation.rules import judge
from apps.evaluation.selectors import RecordQuestion, records_at, records_now
from apps.evaluation.services import evaluate_due
from apps.evaluation.verification import evaluations, watches
from apps.ledger.models import Seller
from apps.ledger.services import DeclaredCount, control_bind, control_free, declared_months_record
from apps.policy.selectors import Calendar, policy_on
from apps.shippers.models import Shipper
from tests.evaluation.ledger import CARRIER, entry, member, parcels, report, violation
from tests.evaluation.test_evaluator import evaluator as evaluator
from tests.evaluation.test_quiet_until import TERMS

TODAY = clock.today()
SINCE = clock.add_months(TODAY, -30)
COUNTED = ("parcels", "could", "declared")


def bound(count: int = 2) -> list[Shipper]:
    """Make members that are judged together since today."""
    found = [member(SINCE) for _each in range(count)]
    control_bind(shipper_ids=[each.pk for each in found], control=5)
    return found


def record_of(shipper: Shipper) -> Record:
    return records_now([shipper.pk], as_of=TODAY, terms=TERMS)[shipper.pk]


def plain(record: Record) -> list[Any]:
    """Return what the rules answer, without the numbers by which violations are called."""
    answer = judge(record, TERMS)
    without = [{k: v for k, v in msgspec.structs.asdict(each).items() if k != "detail"} for each in answer.findings]
    return [answer.enter, answer.keep, answer.suspend, answer.quiet_until, answer.clean_left, without]


days = st.integers(-700, 0).map(lambda back: TODAY + timedelta(days=back))
acts = st.one_of(
    st.tuples(
        *(st.just("parcels"), st.integers(0, 2), days, st.sampled_from(["", "clean", "clean", "discrepant"])),
        st.sampled_from(["random", "follow_up"]),
        st.integers(1, 40),
    ),
    st.tuples(
        *(st.just("violation"), st.integers(0, 2), days, st.sampled_from(["narcotics", "origin", "undervaluation"])),
        *(st.sampled_from(["seller", "broker"]), st.sampled_from(["sustained", "reversed"]), st.booleans()),
    ),
    st.tuples(st.just("bind"), st.integers(0, 2)),
)


@pytest.mark.slow
@given(st.lists(acts, max_size=12), st.lists(st.integers(0, 60), min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_bound_numbers_are_judged_like_one_number_with_all_their_entries(history: list, undeclared: list) -> None:
    numbers, one = [member(SINCE) for _each in range(3)], member(SINCE)
    references: list[tuple[str, str]] = []
    unbound = {0, 1, 2}
    for kind, which, *rest in history:
        if kind == "bind" and which in unbound:
            control_bind(shipper_ids=[numbers[which].pk], control=one.pk)
            unbound.discard(which)
        elif kind == "parcels":
            day, drawn, basis, count = rest
            told = [parcels(shipper, day, count, drawn=drawn, basis=basis) for shipper in (numbers[which], one)]
            references += zip(*told, strict=True)
        elif kind == "violation":
            day, category, attribution, determination, of_parcel = rest
            more = {"category": category, "attribution": attribution, "determination": determination}
            pair = references[-1] if of_parcel and references else (None, None)
            for shipper, parcel in zip((numbers[which], one), pair, strict=True):
                of = {"shipment": f"{CARRIER}:{parcel}"} if parcel else {}
                violation(shipper, day, strict=False, **more, **of)
    month = clock.add_months(clock.month_of(TODAY), -2)
    counts = [DeclaredCount(each.pk, 60, 60, 60 - few) for each, few in zip(numbers, undeclared, strict=True)]
    whole = DeclaredCount(one.pk, *(sum(getattr(each, name) for each in counts) for name in COUNTED))
    declared_months_record(month=month, counts=[*counts, whole])
    if unbound:
        control_bind(shipper_ids=[numbers[which].pk for which in sorted(unbound)], control=one.pk)

    expected = plain(record_of(one))
    assert [plain(record_of(each)) for each in numbers] == [expected] * 3
    then = records_at([RecordQuestion(each.pk, TODAY, clock.now()) for each in numbers], terms=TERMS)
    assert [plain(each) for each in then] == [expected] * 3


def test_acts_of_the_program_stay_with_the_number_for_which_they_were_done() -> None:
    one, two = bound()
    for kind in ("plan_opened", "hold_placed", "validated"):
        entry(one, TODAY, kind)
    first, second = record_of(one), record_of(two)
    assert (first.plan_open, first.on_hold, first.validated) == (True, True, TODAY)
    assert (second.plan_open, second.on_hold, second.validated) == (False, False, None)


def test_a_critical_act_of_one_number_suspends_all_that_are_judged_with_it() -> None:
    one, two, other = *bound(), member(SINCE)
    violation(one, TODAY, category="narcotics", basis="seizure")
    suspended = [judge(record_of(each), TERMS).suspend for each in (one, two, other)]
    assert suspended == [True, True, False]


def test_the_facts_of_today_are_those_of_all_numbers_in_sums_by_month() -> None:
    one, two = bound()
    parcels(one, TODAY, 4, drawn="clean")
    parcels(two, [TODAY, clock.add_months(TODAY, -1)], 2, drawn="discrepant")
    violation(two, TODAY, category="origin")
    found = [judgment_today(each.pk, months=3).facts for each in (one, two)]
    assert [(month.drawn, month.drawn_discrepant) for month in found[0].months] == [(2, 2), (6, 2)]
    assert (found[0].months, found[0].offenses) == (found[1].months, found[1].offenses)
    assert len(found[0].offenses) == 1


def test_a_past_day_is_judged_by_the_group_that_was_known_and_in_effect() -> None:
    with clock.at(clock.now() - timedelta(days=100)):
        one, two = member(SINCE), member(SINCE)
        parcels(two, clock.today(), 7, drawn="clean")
    with clock.at(clock.now() - timedelta(days=20)):
        control_bind(shipper_ids=[one.pk, two.pk], control=5)
    with clock.at(clock.now() - timedelta(days=10)):
        control_free(shipper_id=two.pk)

    def drawn(as_of: int, known: int) -> int:
        asked = RecordQuestion(one.pk, TODAY - timedelta(days=as_of), clock.now() - timedelta(days=known))
        return records_at([asked], terms=TERMS)[0].drawn(24)

    # Before the binding, while bound (on a day of it, and on one before), and after both were known to be alone again.
    assert [drawn(30, 30), drawn(15, 15), drawn(30, 15), drawn(5, 5), drawn(15, 5)] == [0, 7, 0, 0, 0]


def test_asking_for_the_records_of_many_bound_numbers_takes_one_more_statement(django_assert_num_queries) -> None:
    found = bound(6)
    alone = [member(SINCE) for _each in range(3)]
    for each in (*found, *alone):
        parcels(each, TODAY, 2, drawn="clean")
    asked = {"as_of": TODAY, "terms": TERMS, "calendar": Calendar()}
    asked["calendar"].least_share_by(TODAY)
    with django_assert_num_queries(4):
        records_now([each.pk for each in alone], **asked)
    with django_assert_num_queries(5):
        records = records_now([each.pk for each in (*found[1:], *alone)], **asked)
    assert [record.drawn(24) for record in records.values()] == [12] * 5 + [2] * 3


def count(shipper: Shipper, *counts: int) -> None:
    """Count the parcels of the month before the present one that were declared in time."""
    month = clock.add_months(clock.month_of(clock.today()), -1)
    declared_months_record(month=month, counts=[DeclaredCount(shipper.pk, *counts)])


def evaluated() -> list[Shipper]:
    """Make three numbers with a history of every kind, bound, freed and evaluated at each step."""
    begin = clock.now() - timedelta(days=60)

    def at(day: int) -> Any:
        return clock.at(begin + timedelta(days=day))

    def evaluate(day: int) -> None:
        with at(day):
            evaluate_due(limit=100)

    with at(0):
        found = [member(SINCE) for _each in range(3)]
        parcels(found[0], clock.today(), 60, drawn="clean")
        parcels(found[1], clock.today(), 3, drawn="discrepant")
    evaluate(1)
    with at(2):
        control_bind(shipper_ids=[each.pk for each in found[:2]], control=5)
    evaluate(3)
    with at(4):
        count(found[1], 90, 80, 20)
        count(found[0], 100, 100, 100)
        parcels(found[1], clock.today(), 9, drawn="clean")
        violation(found[1], clock.today(), category="counterfeit")
        control_bind(shipper_ids=[found[2].pk], control=5)
    evaluate(5)
    with at(6):
        control_free(shipper_id=found[1].pk)
        parcels(found[1], clock.today(), 5, drawn="discrepant")
    evaluate(7)
    with at(8):
        count(found[2], 70, 70, 70)
        parcels(found[2], clock.today(), 2, drawn="clean")
        violation(found[1], clock.today(), category="narcotics")
    evaluate(9)
    return found


def test_verify_repeats_the_evaluations_and_watches_of_bound_numbers() -> None:
    evaluated()
    compared = [evaluations(), watches()]
    assert [verdict.differences for verdict in compared] == [[], []]
    assert Evaluation.objects.count() >= 11


def test_the_evaluator_repeats_the_evaluations_of_bound_numbers(evaluator: ModuleType) -> None:
    found = evaluated()
    policy = policy_on(TODAY)
    policies = {policy.version: evaluator.Policy(json.loads(json.dumps(policy_with_conventions(policy))))}
    compared = 0
    for shipper in found:
        facts = json.loads(json.dumps(facts_document(shipper)))
        for stored in facts["evaluations"]:
            answer = evaluator.evaluate(facts, stored, policies)
            for name in ("enter", "keep", "suspend", "quiet_until", "clean_left"):
                assert answer[name] == stored[name], (shipper.pk, stored["as_of"], name)
                compared += 1
    assert compared >= 55


def test_the_export_tells_of_other_numbers_what_was_judged_and_not_who_they_are() -> None:
    one, two = bound()
    report([{"seller": "S1", "date": TODAY, "reference": "A"}])
    parcels(two, TODAY, 3, drawn="clean")
    violation(two, TODAY, category="origin")
    entry(two, TODAY, "hold_placed")
    told = facts_document(one)
    (whose,) = {month["identity"] for month in told["months"]}
    assert whose == Seller.objects.get(code=two.ksn).pk
    assert {"id": whose, "source": None, "code": None} in told["identities"]
    (row,) = told["controlled"]
    assert (row["identity"], row["since"]) == (whose, TODAY.isoformat())
    assert [each["identity"] for each in told["violations"]] == [whose]
    assert [each["kind"] for each in told["program_entries"]] == ["enrolled", "control_bound"]
    assert two.ksn not in json.dumps(told)


def test_nothing_that_is_recorded_of_a_freed_number_is_told_to_the_others() -> None:
    one, two = bound()
    parcels(two, TODAY, 3, drawn="clean")
    control_free(shipper_id=two.pk)
    parcels(two, TODAY, 4, drawn="discrepant")
    violation(two, TODAY, category="origin")
    told = facts_document(one)
    assert [month["counts"]["parcels"] for month in told["months"]] == [3]
    assert (told["violations"], told["parcels"]) == ([], [])
    assert ([row["since"] for row in told["controlled"]]) == [TODAY.isoformat(), None]


def test_a_number_that_was_never_judged_with_others_has_no_others_in_its_export() -> None:
    one = member(SINCE)
    assert facts_document(one)["controlled"] == []
