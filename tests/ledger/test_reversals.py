"""The reversal of a recording restores the entries before it."""

from datetime import date
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.evaluation.services import evaluate_shippers
from apps.evaluation.verification import watches
from apps.events.models import Event
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.ledger import services
from apps.ledger.models import Case, ProgramEntry, Recording, Seller, Shipment, Tally, Violation, Watch
from apps.ledger.services import reversals
from apps.shippers.models import Shipper
from tests.ledger.conftest import assert_consistent, present, recording_of, report, reporter, shipment, tally
from tests.people import staff


def take_back(recording: Recording) -> Recording:
    return services.recording_reverse(recording_id=recording.pk, reason="sent by mistake", reporter=recording.reporter)


def last() -> Recording:
    return Recording.objects.exclude(kind=Recording.Kind.PROGRAM).latest("pk")


def tallies() -> list[tuple]:
    rows = Tally.objects.exclude(shipments=0).order_by("seller", "month", "currency")
    return list(rows.values_list("seller", "month", "currency", "shipments", "evidence", "examined", "value"))


def test_a_recording_taken_back_leaves_the_tally_as_before(lin: Shipper) -> None:
    mine = {"ksn": lin.ksn, "seller": ""}
    report(shipment(**mine, value="9", currency="USD"), shipment("1Z002", date="2026-02-02"), kind="marketplace")
    before = tallies()
    report(
        shipment(**mine, value="10", exam_result="clean"),
        shipment("1Z002", date="2026-03-02", value="5", currency="EUR"),
        shipment("1Z003", **mine),
        kind="agency",
    )
    assert tallies() != before
    take_back(last())
    assert tallies() == before
    assert_consistent()


def test_the_latest_entry_that_was_not_reversed_is_restored() -> None:
    report(shipment(value="1", currency="USD"))
    first = last()
    report(shipment(value="2"))
    second = last()
    report(shipment(value="3"))
    third = last()
    take_back(second)
    assert present().value == 3
    take_back(third)
    assert present().value == 1
    take_back(first)
    assert present().voided
    assert tally()["shipments"] == 0
    assert list(Shipment.objects.order_by("revision").values_list("value", "voided")) == [
        (Decimal(1), False),
        (Decimal(2), False),
        (Decimal(3), False),
        (Decimal(1), False),
        (Decimal(1), True),
    ]
    assert_consistent()


def test_a_reversed_fact_can_be_reported_again() -> None:
    report(shipment())
    take_back(last())
    assert report(shipment()).accepted == 1
    assert tally()["shipments"] == 1
    assert present().revision == 3
    assert_consistent()


def test_after_a_reversal_the_reporter_of_the_restored_entry_is_believed() -> None:
    report(shipment(value="1", currency="USD"), kind="marketplace")
    report(shipment(value="2"), kind="agency")
    take_back(last())
    assert report(shipment(value="3"), kind="marketplace").amended == 1
    assert present().reporter == reporter("marketplace")


def test_a_seller_report_that_was_confirmed_is_no_evidence_once_the_confirmation_goes(lin: Shipper) -> None:
    told = shipment(ksn=lin.ksn, seller="")
    report(told, kind="seller")
    report(told, kind="carrier")
    take_back(last())
    assert tally() == {"shipments": 1, "evidence": 0, "examined": 0, "discrepant": 0}


def test_a_violation_returns_to_its_determination_before_the_reversed_entry(lin: Shipper) -> None:
    fact = {
        "reference": "C1",
        "ksn": lin.ksn,
        "date": "2026-03-16",
        "category": "weapons",
        "basis": "seizure",
        "penalty_assessed": "100",
    }
    agency = reporter("agency")
    alleged, sustained = recording_of(agency), recording_of(agency)
    services.violations_record(recording=alleged, facts=[(0, fact)])
    # Critical, with a recorded basis: it is sustained at once.
    services.violations_record(recording=sustained, facts=[(0, {"reference": "C1", "determination": "sustained"})])
    take_back(sustained)
    entry = Violation.objects.get(pk=Case.objects.get().violation_id)
    assert (entry.determination, entry.penalty_assessed, entry.revision) == ("alleged", 100, 3)
    take_back(alleged)
    entry = Violation.objects.get(pk=Case.objects.get().violation_id)
    assert (entry.voided, entry.revision) == (True, 4)
    assert_consistent()


def test_a_program_act_is_taken_back_by_an_entry_that_names_it(lin: Shipper) -> None:
    entry = services.program_entry_record(shipper_id=lin.pk, kind="validated", date=date(2026, 3, 1))
    take_back(entry.recording)
    assert ProgramEntry.objects.get(takes_back=entry).kind == "validated"


def test_taking_a_report_back_restores_that_an_exam_came_after_a_wrong_one(lin: Shipper) -> None:
    mine = {"ksn": lin.ksn, "seller": "", "exam_result": "discrepant"}
    counts = ("drawn", "followed", "followed_discrepant")
    report(shipment(exam_basis="follow_up", **mine), kind="agency")
    first = last()
    report(shipment(exam_basis="random", **mine), kind="agency")
    assert tally(*counts) == {"drawn": 1, "followed": 0, "followed_discrepant": 0}
    take_back(last())
    assert tally(*counts) == {"drawn": 0, "followed": 1, "followed_discrepant": 1}
    assert_consistent()
    take_back(first)
    assert tally(*counts) == {"drawn": 0, "followed": 0, "followed_discrepant": 0}
    assert_consistent()


@pytest.mark.parametrize("basis", ["", "random", "follow_up"])
def test_each_shipper_touched_gets_one_event_and_is_due_if_the_rules_read_the_parcels(lin: Shipper, basis: str) -> None:
    mine = {"ksn": lin.ksn, "seller": ""}
    if basis:
        mine |= {"examined": True, "exam_basis": basis, "exam_result": "clean"}
    report(shipment(**mine), shipment("1Z002", **mine), shipment("1Z003"), kind="agency")
    evaluate_shippers(shipper_ids=[lin.pk])
    reversal = take_back(last())
    event = Event.objects.get(kind="ledger.recording_reversed")
    assert event.shipper_id == lin.pk
    assert event.payload == {"reversal_id": reversal.pk, "shipments": 2}
    watch = Watch.objects.get(shipper=lin)
    assert (watch.due_since is not None, watch.urgency) == (basis != "", Watch.URGENT if basis else 0)
    assert watches().differences == []
    assert reversal.note == "sent by mistake"


def test_a_recording_is_reversed_once_and_accepts_no_further_facts() -> None:
    report(shipment())
    recording = last()
    reversal = take_back(recording)
    with pytest.raises(Conflict):
        take_back(recording)
    with pytest.raises(Conflict):
        take_back(reversal)
    with pytest.raises(Conflict):
        services.shipments_record(recording=recording, facts=[(0, shipment("1Z002"))])


def test_staff_need_the_permission_and_others_see_only_their_own() -> None:
    officer, supervisor = staff("officer"), staff("supervisor")
    report(shipment())
    recording = last()
    with pytest.raises(NotFound):
        services.recording_reverse(recording_id=recording.pk, reason="x", reporter=reporter("broker"))
    for actor in (officer, None):
        with pytest.raises(NotAllowed):
            services.recording_reverse(recording_id=recording.pk, reason="x", actor=actor)
    assert services.recording_reverse(recording_id=recording.pk, reason="x", actor=supervisor).actor == supervisor


def test_statements_do_not_grow_with_the_recording(django_assert_max_num_queries) -> None:
    report(*(shipment(f"1Z{number}", seller=f"S{number}") for number in range(200)))
    assert Seller.objects.count() == 200
    with django_assert_max_num_queries(35):
        take_back(last())


class TestLongReversals:
    """A recording of many entries is taken back by a job, in batches; what it does is what one at once does."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reversals, "MAX_AT_ONCE", 2)

    def begun(self, recording: Recording) -> Recording:
        return services.recording_take_back(
            recording_id=recording.pk, reason="sent by mistake", reporter=recording.reporter
        )

    def told(self, shipper: Shipper) -> Recording:
        """Report five parcels, of which two were known, and return the recording."""
        mine = {"ksn": shipper.ksn, "seller": ""}
        report(shipment("1Z001", **mine, value="9", currency="USD"), shipment("1Z004", **mine), kind="marketplace")
        report(*(shipment(f"1Z00{place}", **mine, value="7", currency="USD") for place in range(5)))
        return last()

    def test_a_long_recording_is_taken_back_by_a_job_as_one_at_once(self, lin: Shipper) -> None:
        recording = self.told(lin)
        reversal = self.begun(recording)
        assert reversal.finished_at is None
        assert tally()["shipments"] == 5
        job = Job.objects.get(kind=reversals.JOB)
        job_run(job_id=job.pk)
        job.refresh_from_db()
        reversal.refresh_from_db()
        assert (job.state, job.result, job.done) == ("done", {"parcels": 5}, 5)
        assert reversal.finished_at is not None
        assert (tally()["shipments"], present("1Z001").value) == (2, 9)
        counts = [event.payload["shipments"] for event in Event.objects.filter(kind="ledger.recording_reversed")]
        assert sum(counts) == 5
        assert_consistent()

    def test_a_job_that_stopped_goes_on_after_its_last_batch(self, lin: Shipper) -> None:
        recording = self.told(lin)
        reversal = self.begun(recording)
        assert reversals.reversal_advance(reversal_id=reversal.pk)[1] == 2
        with pytest.raises(Conflict):
            services.shipments_record(recording=recording, facts=[(0, shipment("1Z009"))])
        assert self.begun(recording) == reversal, "who asks again is told of the same reversal"
        assert Job.objects.filter(kind=reversals.JOB).count() == 1
        Job.objects.update(state="failed", finished_at=clock.now())
        self.begun(recording)
        job_run(job_id=Job.objects.latest("pk").pk)
        assert Job.objects.latest("pk").result == {"parcels": 3}
        assert Shipment.objects.filter(recording=reversal).count() == 5
        assert reversals.reversal_advance(reversal_id=reversal.pk)[1] == 0
        with pytest.raises(Conflict):
            self.begun(recording)
        assert_consistent()
