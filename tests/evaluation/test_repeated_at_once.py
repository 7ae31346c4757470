"""Evaluations are repeated from the entries, whatever was recorded beside them: by several connections at once, on
machines whose clocks differ, with commits in any order.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.errors import DomainError
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due
from apps.evaluation.verification import evaluations as evaluations_check
from apps.evaluation.verification import watches as watches_check
from apps.ledger.models import Seller
from apps.ledger.services import seller_link, violations_record
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.evaluation.ledger import CARRIER, entry, member, parcels, recording, report, violation
from tests.evaluation.test_past_records import ACTS, REPORTERS, Story
from tests.races import beside

pytestmark = pytest.mark.slow

exams = (st.sampled_from(["", "random", "random", "follow_up"]), st.sampled_from(["", "clean", "discrepant"]))
days_before = st.integers(-40, 0)
reports = st.one_of(
    st.tuples(st.just("new"), days_before, st.sampled_from(REPORTERS), *exams, st.integers(1, 3)),
    st.tuples(st.just("again"), days_before, st.sampled_from(REPORTERS), *exams),
    st.tuples(st.just("again"), days_before, st.just(("cbp", "agency")), st.just("random"), st.just("clean")),
    st.tuples(st.just("violation"), days_before, st.sampled_from(["counterfeit", "marking"]), st.booleans()),
    st.tuples(st.just("determination"), st.sampled_from(["alleged", "sustained", "reversed"])),
    st.tuples(st.just("entry"), days_before, st.sampled_from(ACTS)),
    st.tuples(st.just("reversal"), st.integers(1, 3)),
    st.tuples(st.just("link"), days_before, st.integers(1, 4)),
)
evaluations = st.one_of(st.just(("evaluate", 0)), st.just(("evaluate_all_due",)))
# What is done, when by the clock of the machine, in seconds, and how long the machine waits before its commit, in
# milliseconds.
acts = st.tuples(st.one_of(reports, reports, evaluations), st.integers(-3, 3), st.sampled_from([0, 0, 3, 15]))
scripts = st.lists(st.lists(acts, min_size=1, max_size=5), min_size=2, max_size=3)


def assert_repeated() -> None:
    assert [check.differences for check in (evaluations_check(), watches_check())] == [[], []]


class Machine(Story):
    """One of several machines that record and evaluate the same business at once."""

    def __init__(self, number: int, story: Story) -> None:
        # Of what another one has not committed, it knows nothing.
        vars(self).update(vars(story), references=[*story.references], strangers=100 * number, recordings=[], cases=[])

    def evaluate_all_due(self) -> None:
        evaluate_due(limit=100)

    def run(self, script: list[tuple[tuple, int, int]]) -> None:
        """Take each act of a script in a transaction of its own. What the program refuses changes nothing."""
        try:
            for (act, *how), seconds, wait in script:
                try:
                    with clock.at(self.now + timedelta(seconds=seconds)), transaction.atomic():
                        getattr(self, act)(*how)
                        time.sleep(wait / 1000)
                except DomainError:
                    continue
        finally:
            connection.close()


@pytest.mark.parametrize("examples", [15, pytest.param(500, marks=pytest.mark.soak)])
def test_evaluations_beside_reports_of_several_machines_are_repeated_from_the_entries(
    live_db: str, examples: int
) -> None:
    @settings(max_examples=examples, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(scripts)
    def holds(scripts: list[list[tuple[tuple, int, int]]]) -> None:
        story = Story()
        story.begin()
        for act in (("new", 0, -1, ("usps", "carrier"), "", "", 3), ("evaluate", 0, 0)):
            story.apply(act)
        machines = [Machine(number, story) for number, _script in enumerate(scripts, start=1)]
        with ThreadPoolExecutor(len(machines)) as threads:
            list(threads.map(Machine.run, machines, scripts))
        story.apply(("evaluate", 0, 0), tick=timedelta(days=1))

        assert_repeated()

    holds()
    assert Evaluation.objects.count() >= 2 * examples


def test_enrolling_waits_for_an_exam_under_way_whose_batch_finds_no_watch_to_mark(live_db: str) -> None:
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading")
    parcels(shipper, clock.today(), 1)

    def enroll_and_evaluate() -> None:
        entry(shipper, clock.today(), "enrolled")
        evaluate_due(limit=100)

    beside(lambda: parcels(shipper, clock.today(), 3, drawn="clean"), enroll_and_evaluate)
    assert Evaluation.objects.get().findings[0]["observed"] == 3
    assert_repeated()


def test_links_and_enrolments_bear_no_time_before_the_exams_that_they_bring(db: None) -> None:
    """By a clock that was ahead."""
    now, seller = clock.now(), {"seller": "S1"}
    exam = {"examined": True, "exam_basis": "random", "exam_result": "clean"}
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading")
    with clock.at(now + timedelta(seconds=9)):
        parcels(shipper, clock.today(), 2, drawn="clean")
        agency = recording("cbp", "agency")
        report([{"date": clock.today(), "reference": "P", **seller, **exam}], recorded=agency)
    with clock.at(now + timedelta(seconds=3)):
        entry(shipper, clock.today(), "enrolled")
        evaluate_due(limit=100)
    with clock.at(now + timedelta(seconds=5)):
        seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=shipper.pk)
        evaluate_due(limit=100)

    assert [made.findings[0]["observed"] for made in Evaluation.objects.order_by("pk")] == [2, 3]
    assert_repeated()


def test_exams_and_violations_are_seen_whose_first_report_bears_a_later_time(db: None) -> None:
    """A first report moves no watch where no rule reads the report, or where the report is of another business."""
    now, day, exam = clock.now(), clock.today(), {"examined": True, "exam_basis": "random"}
    with clock.at(now):
        shipper = member(day)
        agency = recording("cbp", "agency")
    with clock.at(now + timedelta(seconds=9)):
        clean, wrong = parcels(shipper, day, 2)
        told = {"reference": "C1", "date": day, "category": "marking", "determination": "sustained"}
        violations_record(recording=agency, facts=[(0, told | {"seller": "S1"})])
    with clock.at(now + timedelta(seconds=3)):
        sent = {"ksn": shipper.ksn, "issuer": CARRIER, "date": day, **exam}
        results = {clean: "clean", wrong: "discrepant"}
        facts = [{**sent, "reference": parcel, "exam_result": result} for parcel, result in results.items()]
        report(facts, recorded=recording("cbp", "agency"))
        violation(shipper, day, shipment=f"{CARRIER}:{wrong}")
        moved = violations_record(recording=recording("cbp", "agency"), facts=[(0, told | {"ksn": shipper.ksn})])
        assert moved.amended == 1
        evaluate_due(limit=100)

    findings = {finding["rule"]: finding for finding in Evaluation.objects.get().findings}
    assert findings["minimum_history"]["observed"] == 2
    # That of the parcel speaks by the exam.
    assert findings["points"]["detail"]["violations"] == 1
    assert_repeated()
