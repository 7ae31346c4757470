"""A recording is written in batches, each with a time of its own, by which evaluations tell what they saw."""

from datetime import UTC, datetime, timedelta

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger import services
from apps.ledger.models import LateBatch, Shipment, Watch
from tests.ledger.conftest import enrolled, recording_of, report, reporter, shipment

NOON = datetime(2026, 3, 20, 16, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_no_two_batches_of_a_recording_have_the_same_time():
    recording = recording_of(reporter())
    with clock.at(NOON):
        for number in range(3):
            services.shipments_record(recording=recording, facts=[(number, shipment(f"1Z{number}"))])
        services.recording_finish(recording=recording)

    times = list(Shipment.objects.order_by("recorded_at").values_list("recorded_at", flat=True))
    assert times == [NOON, NOON + TICK, NOON + 2 * TICK]
    recording.refresh_from_db()
    assert (recording.recorded_at, recording.finished_at) == (times[-1], NOON)


def test_a_batch_that_bears_an_earlier_time_than_an_evaluation_before_it_is_late():
    with clock.at(NOON):
        shipper = enrolled()
        report(shipment("1Z1", ksn=shipper.ksn, seller="", examined=True, exam_basis="random"), kind="agency")
        evaluate_shippers(shipper_ids=[shipper.pk])
        assert not LateBatch.objects.exists()
    with clock.at(NOON - timedelta(seconds=5)):
        fact = shipment("1Z2", ksn=shipper.ksn, seller="", examined=True, exam_basis="random", exam_result="clean")
        report(fact, kind="agency")

    evaluation = Evaluation.objects.get()
    late = LateBatch.objects.get()
    assert (late.shipper, late.known_from) == (shipper, evaluation.known_at + TICK)
    assert late.recorded_at == NOON - timedelta(seconds=5)


def test_evaluations_of_a_member_follow_one_another_in_time_and_follow_what_they_saw():
    with clock.at(NOON):
        shipper = enrolled()
    with clock.at(NOON - timedelta(seconds=5)):
        for _turn in range(3):
            evaluate_shippers(shipper_ids=[shipper.pk])

    known = list(Evaluation.objects.order_by("pk").values_list("known_at", flat=True))
    assert known == [NOON, NOON + TICK, NOON + 2 * TICK]
    assert Watch.objects.get().known_at == known[-1]
