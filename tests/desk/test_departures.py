"""Departures at the desk: an officer starts one, and the signed file of the owner is read by a second officer."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.standing.models import Departure, DepartureState, Standing, Status
from tests.applications.answers import PDF
from tests.desk import due_process
from tests.desk.pages import confirm, page_of
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled


def test_an_officer_starts_a_departure_with_reasons_and_nothing_ends(desk: Client) -> None:
    shipper = enrolled(tier=1)
    page = f"{reverse('admin:shippers_shipper_change', args=[shipper.pk])}?panel=changes"
    asked = {"act": "start_departure", "start_departure-way": "phone", "start_departure-language": "en"}
    assert desk.post(page, {**asked, "start_departure-reasons": ""}).status_code == 422
    assert desk.post(page, {**asked, "start_departure-reasons": "The owner called."}).status_code == 302
    departure = Departure.objects.get(shipper=shipper)
    assert (departure.state, departure.way) == (DepartureState.OPEN, "phone")
    assert Standing.objects.get(pk=shipper.pk).status == Status.ACTIVE
    text = desk.get(page).text
    assert page_of(departure) in text
    assert "A departure of this business waits already." in text


def test_a_signed_file_is_recorded_and_a_second_officer_agrees(desk: Client) -> None:
    departure = due_process.start_departure(staff("officer", email="starts@staff.example"))
    sent = {"act": "sign", "sign-note": "Signed by the owner."}
    assert desk.post(page_of(departure), sent).status_code == 422
    file = SimpleUploadedFile("signed.pdf", PDF)
    assert desk.post(page_of(departure), {**sent, "sign-file": file}).status_code == 302
    text = desk.get(f"{page_of(departure)}?departure={departure.files.get().pk}").text
    assert "Signed by the owner." in text
    assert 'id="viewer"' in text
    assert "must agree" in text, "who recorded the file does not agree to it"
    second = signed_in(staff("officer", email="second@staff.example"))
    assert confirm(second, page_of(departure), {"act": "agree"}).status_code == 302
    departure.refresh_from_db()
    assert departure.state == DepartureState.CONFIRMED
    assert Standing.objects.get(pk=departure.shipper_id).status == Status.WITHDRAWN


def test_the_list_shows_who_waits(desk: Client, officer: User) -> None:
    departure = due_process.start_departure(officer)
    assert str(departure.shipper) in desk.get(reverse("admin:standing_departure_changelist")).text
