"""The ledger in the admin: everything to read, and the two things that officers and supervisors do there."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.errors import Conflict
from apps.ledger.models import Case, Parcel, Recording, Violation, Watch
from apps.ledger.services import violation_determine, violation_record
from apps.shippers.models import Membership, Shipper
from tests.ledger.conftest import present, report, shipment, tally
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db

FILLED = {
    "reference": "NY-2026-17",
    "shipment": "UPSN:1Z001",
    "date": "2026-03-16",
    "category": "narcotics",
    "culpability": "fraud",
    "basis": "seizure",
    "attribution": "seller",
    "determination": "alleged",
    "currency": "USD",
}


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:ledger_{model}_{page}", args=args)


@pytest.fixture
def officer(db: None) -> Client:
    return signed_in(staff("officer"))


@pytest.mark.parametrize("model", ["reporter", "seller", "recording", "parcel", "violation", "programentry"])
def test_staff_read_every_record(model: str, shipper: Shipper) -> None:
    report(shipment(ksn=shipper.ksn, seller=""), {"reference": "bad"})
    auditor = signed_in(staff("auditor"))
    assert auditor.get(url(model, "changelist")).status_code == 200
    if model != "violation":
        assert auditor.get(url(model, "add")).status_code == 403


def test_a_parcel_shows_all_that_was_told_of_it(officer: Client) -> None:
    report(shipment(disposition="released"), shipment(disposition="seized"))
    page = officer.get(url("parcel", "change", Parcel.objects.get().pk)).content.decode()
    assert "released" in page
    assert "seized" in page


def test_a_recording_shows_the_lines_that_it_rejected(officer: Client) -> None:
    report(shipment(), {"reference": "bad"})
    recording = Recording.objects.latest("pk")
    page = officer.get(url("recording", "change", recording.pk)).content.decode()
    assert "date: This is required." in page


def test_an_officer_records_a_violation_and_then_what_was_determined(officer: Client, shipper: Shipper) -> None:
    report(shipment(ksn=shipper.ksn, seller=""))
    answer = officer.post(url("violation", "add"), FILLED | {"ksn": shipper.ksn})
    assert answer.status_code == 302, answer.context["errors"]
    entry = Violation.objects.get()
    assert (entry.seller.shipper, entry.parcel, entry.recording.kind) == (shipper, present(), "desk")
    assert entry.recording.actor.email == "officer@staff.example"
    assert Watch.objects.get(shipper=shipper).urgency == Watch.URGENT

    page = url("violation", "change", entry.pk)
    assert "Sustained" in officer.get(page).content.decode()
    answer = officer.post(page, {"determination": "sustained", "currency": "USD", "penalty_assessed": "500.00"})
    assert answer.status_code == 302, answer.context["errors"]
    latest = Violation.objects.get(pk=Case.objects.get().violation_id)
    assert (latest.determination, latest.penalty_assessed, latest.revision) == ("sustained", 500, 2)


def test_what_the_ledger_refuses_stands_beside_its_field(officer: Client) -> None:
    answer = officer.post(url("violation", "add"), FILLED | {"ksn": "KS123", "shipment": ""})
    assert answer.status_code == 200
    assert "is not a Known Shipper Number" in answer.content.decode()
    assert "NY-2026-17" in answer.content.decode()
    assert not Violation.objects.exists()
    assert not Recording.objects.filter(kind="desk").exists()


def test_a_determination_that_may_not_follow_is_not_offered(officer: Client, shipper: Shipper) -> None:
    officer.post(url("violation", "add"), FILLED | {"ksn": shipper.ksn, "shipment": "", "determination": "reversed"})
    page = url("violation", "change", Violation.objects.get().pk)
    answer = officer.post(page, {"determination": "sustained", "currency": "USD"})
    assert answer.status_code == 200
    assert Violation.objects.count() == 1


def test_only_those_who_may_record_violations(shipper: Shipper) -> None:
    analyst = signed_in(staff("analyst"))
    assert analyst.get(url("violation", "add")).status_code == 403
    assert analyst.post(url("violation", "add"), FILLED | {"ksn": shipper.ksn}).status_code == 403
    assert not Violation.objects.exists()


def take_back(client: Client, reason: str) -> str:
    chosen = {"action": "take_back", "_selected_action": [Recording.objects.latest("pk").pk], "reason": reason}
    return client.post(url("recording", "changelist"), chosen, follow=True).content.decode()


def test_a_supervisor_takes_a_recording_back_and_says_why() -> None:
    report(shipment())
    supervisor = signed_in(staff("supervisor"))
    assert "Say why" in take_back(supervisor, " ")
    assert tally()["shipments"] == 1
    assert "was taken back" in take_back(supervisor, "wrong file")
    assert tally()["shipments"] == 0
    assert Recording.objects.get(kind="reversal").note == "wrong file"


def test_an_officer_may_not_take_back(officer: Client) -> None:
    report(shipment())
    take_back(officer, "because")
    assert tally()["shipments"] == 1


def test_nobody_determines_a_violation_of_a_business_of_their_own(shipper: Shipper) -> None:
    report(shipment(ksn=shipper.ksn, seller=""))
    officer = staff("officer")
    fact = {name: value for name, value in FILLED.items() if name != "shipment"} | {"ksn": shipper.ksn}
    violation_record(actor=officer, fact=fact)
    Membership.objects.create(shipper=shipper, user=officer, role=Membership.Role.VIEWER)
    for act in (
        lambda: violation_determine(actor=officer, case_id=Case.objects.get().pk, fact={"determination": "sustained"}),
        lambda: violation_record(actor=officer, fact={**fact, "reference": "NY-2026-18"}),
    ):
        with pytest.raises(Conflict, match="on this business's team"):
            act()
    assert Violation.objects.count() == 1
