"""The page of a parcel at the desk: its reports, the holds of agencies, and sightings of watched goods."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.agencies.watchlists.models import Sighting
from apps.agencies.watchlists.services import sighting_close
from apps.ledger.models import Parcel
from apps.shippers.models import Shipper
from tests.agencies.agencies import agency_officer, held_parcel, parcel_of
from tests.agencies.goods import watched
from tests.desk.pages import page_of
from tests.markup import assert_valid, main_of
from tests.people import on_team, signed_in, staff

MAX_QUERIES = 19


@pytest.fixture
def sighted(shipper_id: int) -> Parcel:
    """Report a parcel with goods that an officer watches for, and hold the parcel."""
    watched(staff("supervisor"), name="Pill presses", phrases="pill press")
    parcel = parcel_of(Shipper.objects.get(pk=shipper_id), description="Pill press for scarves", hs="621410")
    held_parcel(agency_officer(), parcel)
    return parcel


def test_the_page_of_a_parcel_shows_sightings_holds_and_reports(sighted: Parcel) -> None:
    sighting, officer = Sighting.objects.get(), staff("officer")
    client = signed_in(officer)
    client.get(page_of(sighted))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(page_of(sighted)).content.decode()
    assert reverse("admin:agencies_sighting_change", args=[sighting.pk]) in page
    for text in ("Pill press for scarves", "To be looked at", "until ", "Reports, the latest first"):
        assert text in page
    assert len(asked) <= MAX_QUERIES
    assert_valid(main_of(page))
    sighting_close(actor=officer, sighting_id=sighting.pk, result="other", conclusion="A press for fabric.")
    assert "Other goods" in client.get(page_of(sighted)).content.decode()


def test_an_officer_on_the_team_of_the_sender_sees_no_sighting(sighted: Parcel) -> None:
    officer = staff("officer")
    on_team(sighted.seller.shipper_id, "viewer", officer)
    page = signed_in(officer).get(page_of(sighted)).content.decode()
    assert "Pill press for scarves" in page
    assert reverse("admin:agencies_sighting_change", args=[Sighting.objects.get().pk]) not in page
    assert "no tier, rate or point reads a sighting" not in page


def test_a_parcel_of_which_nothing_was_sighted_says_so(shipper_id: int) -> None:
    page = signed_in(staff("auditor")).get(page_of(parcel_of(Shipper.objects.get(pk=shipper_id)))).content.decode()
    assert page.count("There is none.") == 2
