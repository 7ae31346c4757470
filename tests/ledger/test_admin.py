"""The ledger in the admin: pages to read, and recordings that supervisors take back."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.ledger.models import Parcel, Recording
from apps.shippers.models import Shipper
from tests.ledger.conftest import report, shipment, tally
from tests.people import signed_in, staff


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:ledger_{model}_{page}", args=args)


@pytest.mark.parametrize("model", ["reporter", "seller", "recording", "parcel", "violation", "programentry"])
def test_staff_read_every_record(model: str, lin: Shipper) -> None:
    report(shipment(ksn=lin.ksn, seller=""), {"reference": "bad"})
    auditor = signed_in(staff("auditor"))
    assert auditor.get(url(model, "changelist")).status_code == 200
    if model != "violation":
        assert auditor.get(url(model, "add")).status_code == 403


def test_a_parcel_shows_all_of_its_revisions(desk: Client) -> None:
    report(shipment(disposition="released"), shipment(disposition="seized"))
    page = desk.get(url("parcel", "change", Parcel.objects.get().pk)).content.decode()
    assert ">Released<" in page
    assert ">Seized<" in page


def test_a_recording_shows_the_lines_that_it_rejected(desk: Client) -> None:
    report(shipment(), {"reference": "bad"})
    recording = Recording.objects.latest("pk")
    page = desk.get(url("recording", "change", recording.pk)).content.decode()
    assert "date: This is required." in page


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


def test_an_officer_may_not_take_back(desk: Client) -> None:
    report(shipment())
    take_back(desk, "because")
    assert tally()["shipments"] == 1
