"""Concurrent writers of the same parcels and sellers never deadlock, in any order."""

import random
import threading
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction

from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger import services
from apps.ledger.models import Parcel, ProgramEntry, Recording, Seller, Watch
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.ledger.conftest import assert_consistent, enrolled, present, recording_of, report, reporter, shipment, tally
from tests.live import eventually
from tests.races import at_once, beside, somebody_waits

pytestmark = pytest.mark.slow

WRITERS = 8
KINDS = ["agency", "carrier", "broker", "marketplace"]


def write(number: int) -> None:
    chance = random.Random(number)
    recording = recording_of(reporter(KINDS[number % len(KINDS)]))
    for _batch in range(6):
        facts = [
            shipment(
                f"1Z{chance.randrange(120):03d}",
                seller=f"S{chance.randrange(9)}",
                date=f"2026-0{chance.randrange(1, 4)}-1{chance.randrange(10)}",
                disposition=chance.choice(["released", "seized", ""]),
            )
            for _ in range(80)
        ]
        services.shipments_record(recording=recording, facts=list(enumerate(facts)))
        violations = [
            {
                "reference": f"C{chance.randrange(20)}",
                "seller": f"S{chance.randrange(9)}",
                "date": "2026-03-01",
                "category": "marking",
                "note": str(chance.randrange(3)),
            }
            for _ in range(10)
        ]
        services.violations_record(recording=recording, facts=list(enumerate(violations)))
    if number % 3 == 0:
        services.recording_reverse(recording_id=recording.pk, reason="x", reporter=recording.reporter)


@pytest.mark.slow
def test_eight_writers_and_their_reversals_leave_a_consistent_ledger(live_db: str) -> None:
    for kind in KINDS:
        who = reporter(kind)
        for number in range(9):
            Seller.objects.create(source=who.code, code=f"S{number}")
    sellers = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    services.shippers_enroll(sellers=sellers[::2], dates=[date(2025, 1, 1)] * len(sellers[::2]))
    assert at_once(*(partial(write, number) for number in range(WRITERS))) == [None] * WRITERS
    assert Parcel.objects.count() == 120
    assert_consistent()


def test_two_writers_of_one_new_parcel_count_it_once(live_db: str) -> None:
    who = reporter()
    outcomes: list[services.BatchCounts] = []

    def bring() -> None:
        facts = [(number, shipment(f"1Z{number:03d}")) for number in range(50)]
        outcomes.append(services.shipments_record(recording=recording_of(who), facts=facts))

    at_once(bring, bring)
    assert sum(outcome.accepted for outcome in outcomes) == 50
    assert sum(outcome.duplicates for outcome in outcomes) == 50
    assert tally()["shipments"] == 50


def meeting(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException]:
    """Run the first up to its commit, the second until it waits for the first, then commit; return the errors."""
    failures: list[BaseException] = []

    def follow() -> None:
        try:
            second()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    follower = threading.Thread(target=follow)
    with transaction.atomic():
        first()
        follower.start()
        eventually(somebody_waits)
    follower.join()
    return failures


def test_a_violation_and_a_further_report_of_its_parcel_do_not_deadlock(live_db: str) -> None:
    """The foreign key to the parcel is checked at commit, when the other writer has locked the parcel."""
    shipper = enrolled()
    mine = {"ksn": shipper.ksn, "seller": ""}
    report(shipment(**mine))
    violation = {"reference": "C1", "ksn": shipper.ksn, "date": "2026-03-16", "category": "marking"}
    wrong = {"exam_basis": "random", "exam_result": "discrepant"}
    recording, more = recording_of(reporter()), recording_of(reporter("agency"))
    assert not meeting(
        lambda: services.violations_record(recording=recording, facts=[(0, violation | {"shipment": "UPSN:1Z001"})]),
        lambda: services.shipments_record(recording=more, facts=[(0, shipment(**mine, **wrong))]),
    )
    assert present().revision == 2


def test_an_evaluation_and_an_act_of_the_program_do_not_deadlock(live_db: str) -> None:
    """The foreign key to the shipper is checked at commit, when the other writer has locked the shipper."""
    shipper = enrolled()
    assert not meeting(
        lambda: evaluate_shippers(shipper_ids=[shipper.pk]),
        lambda: services.program_entry_record(shipper_id=shipper.pk, kind="validated", date=date(2026, 3, 1)),
    )


def test_enrolling_by_two_ways_at_once_enrols_once(live_db: str) -> None:
    shipper = Shipper.objects.create(ksn=new_ksn())
    seller = Seller.objects.create(source="the-carrier", code="S1", shipper=shipper)
    assert not meeting(
        lambda: services.program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=date(2026, 3, 1)),
        lambda: services.shippers_enroll(sellers=[seller.pk], dates=[date(2026, 2, 1)]),
    )
    assert ProgramEntry.objects.filter(shipper=shipper, kind="enrolled").count() == 1


def test_linking_a_seller_waits_for_recordings_of_the_seller(live_db: str) -> None:
    """Otherwise the shipment would count for a shipper that is not marked due."""
    who = reporter()
    seller = Seller.objects.create(source=who.code, code="S1")
    other = Seller.objects.create(source=who.code, code="S2")
    services.shippers_enroll(sellers=[other.pk], dates=[date(2025, 1, 1)])
    shipper_id = Seller.objects.get(pk=other.pk).shipper_id
    assert not meeting(
        lambda: services.shipments_record(recording=recording_of(who), facts=[(0, shipment())]),
        lambda: services.seller_link(seller_id=seller.pk, shipper_id=shipper_id),
    )
    assert Watch.objects.get(shipper=shipper_id).due_since is not None
    assert Recording.objects.filter(kind=Recording.Kind.PROGRAM).count() == 2


def test_binding_waits_for_batches_under_way_and_then_makes_all_due(live_db: str) -> None:
    one, two = enrolled(), enrolled()
    fact = shipment(ksn=one.ksn, seller="", exam_basis="random", exam_result="discrepant")
    assert not meeting(
        lambda: report(fact, kind="agency"),
        lambda: services.control_bind(shipper_ids=[one.pk, two.pk], control=1),
    )
    assert ProgramEntry.objects.filter(shipper__in=[one, two], control=1).count() == 2
    assert Watch.objects.filter(due_since__isnull=False).count() == 2


def test_a_reversal_takes_back_a_batch_that_was_under_way_too(live_db: str) -> None:
    recording = recording_of(reporter())
    beside(
        lambda: services.shipments_record(recording=recording, facts=[(0, shipment())]),
        lambda: services.recording_reverse(recording_id=recording.pk, reason="x", reporter=recording.reporter),
    )
    assert present().voided
    assert_consistent()


def test_an_evaluation_beside_a_batch_counts_the_batch_or_leaves_the_shipper_due(live_db: str) -> None:
    shipper = enrolled()
    seized = {
        "reference": "C1",
        "ksn": shipper.ksn,
        "date": "2026-03-16",
        "category": "narcotics",
        "culpability": "fraud",
        "basis": "seizure",
        "determination": "sustained",
    }
    recording = recording_of(reporter("agency"))
    beside(
        lambda: services.violations_record(recording=recording, facts=[(0, seized)]),
        lambda: evaluate_shippers(shipper_ids=[shipper.pk]),
    )
    assert Watch.objects.get(shipper=shipper).due_since or Evaluation.objects.get(shipper=shipper).suspend
