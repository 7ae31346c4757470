"""The page of benefits promised and received."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.benefits.services import months_measure
from apps.core import clock
from apps.ledger.models import Parcel
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from tests.benefits.members import months_back, others_send, parcels, parcels_send, standing_set, tier_member
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal.pages import at, page_text


@pytest.fixture
def shop() -> Shipper:
    shipper = tier_member(2)
    on_team(shipper, "owner", seller())
    return shipper


@pytest.mark.slow
def test_a_broken_promise_is_told_with_its_numbers(shop: Shipper, portal: Client) -> None:
    others_send()
    parcels_send(
        shop, months_back(2, 5), 200, 40, arrived_at="2026-01-01T00:00:00Z", released_at="2026-01-01T06:00:00Z"
    )
    parcels(shop, months_back(2, 6), 200, arrived_at="2026-01-01T00:00:00Z", released_at="2026-01-01T02:30:00Z")
    months_measure()
    html = page_text(portal, at("benefits", shop))
    for words in (
        "The promise was not kept",
        "40 of 400 parcels that count were examined: 10%",
        "You were promised at most 50% of that, which is 5%",
        "10% of the parcels of sellers who are promised nothing were examined in the same months",
        "Half of your parcels were released within 2.5 hours of arrival",
        "For 40 of them that were examined, half took no more than 6 hours",
        "At most the latest 1,000 parcels are looked at",
        "50% as often as others",
        "up to 25% off",
    ):
        assert words in html, words
    assert "<svg" in html
    assert_valid({"broken": html})


@pytest.mark.slow
def test_three_verdicts_by_the_number_of_parcels(shop: Shipper, portal: Client) -> None:
    assert "No month was counted yet" in page_text(portal, at("benefits", shop))
    months_measure()
    assert "there is nothing to count" in page_text(portal, at("benefits", shop))
    others_send()
    parcels_send(shop, months_back(2, 5), 50, 1)
    months_measure()
    html = page_text(portal, at("benefits", shop))
    assert "Nobody can tell yet whether the promise was kept" in html
    assert "parcels more than were counted" in html
    parcels_send(shop, months_back(3, 5), 150, 4)
    months_measure()
    html = page_text(portal, at("benefits", shop))
    assert "The promise was kept: your parcels were examined no more often than promised." in html
    assert_valid({"kept": html})


def test_more_exams_than_promised_are_never_called_a_kept_promise(shop: Shipper, portal: Client) -> None:
    others_send(months=2)
    parcels_send(shop, months_back(1, 5), 125, 7)
    parcels_send(shop, months_back(2, 5), 125, 7)
    months_measure()
    html = page_text(portal, at("benefits", shop))
    assert "14 of 250 parcels that count were examined: 5.6%" in html
    assert "at most 50% of that, which is 5%" in html
    assert "examined more often than promised, but with so few parcels that may be chance" in html
    assert "The promise was kept" not in html
    assert_valid({"open": html})


@pytest.mark.slow
def test_a_month_that_does_not_count_says_why(shop: Shipper, portal: Client) -> None:
    others_send()
    standing_set(shop, months_back(4, 5), 1)
    standing_set(shop, months_back(2, 5), 0)
    for month in (1, 2, 3):
        parcels_send(shop, months_back(month, 5), 20, 1)
    months_measure()
    html = page_text(portal, at("benefits", shop))
    assert html.count("Left out: the tier or the membership changed during this month.") == 1
    assert html.count("Nothing was promised about exams.") == 1


@pytest.mark.parametrize("status", ["conditional", "suspended", "removed", "withdrawn"])
def test_the_page_opens_in_every_status(shop: Shipper, portal: Client, status: str) -> None:
    Standing.objects.filter(pk=shop.pk).update(status=status)
    html = page_text(portal, at("benefits", shop))
    assert ("Nothing at present" in html) == (status != "conditional")
    assert_valid({status: html})


def test_a_business_without_membership_sees_what_tiers_promise(portal: Client) -> None:
    applicant = Shipper.objects.create(name="New")
    on_team(applicant, "owner", seller("new@shop.example"))
    html = page_text(signed_in(applicant.team.get().user), at("benefits", applicant))
    assert "benefits come with a membership" in html
    assert "25% as often as others" in html
    assert portal.get(reverse("portal:benefits", args=[applicant.pk])).status_code == 404


def test_the_overview_leads_there(shop: Shipper, portal: Client) -> None:
    html = portal.get(reverse("portal:shipper", args=[shop.pk])).content.decode()
    assert reverse("portal:benefits", args=[shop.pk]) in html


@pytest.mark.slow
def test_its_queries_do_not_grow_with_the_history(shop: Shipper, portal: Client) -> None:
    others_send(months=1)
    parcels_send(shop, months_back(1, 5), 2, 1)
    months_measure()
    page_text(portal, at("benefits", shop))
    with CaptureQueriesContext(connection) as few:
        page_text(portal, at("benefits", shop))
    for month in range(1, 13):
        parcels_send(shop, months_back(month, 7), 100, 3)
    months_measure()
    with CaptureQueriesContext(connection) as many:
        page_text(portal, at("benefits", shop))
    assert len(many) == len(few) <= 15, [query["sql"][:80] for query in many]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Not examined."),
        ({"examined": True, "exam_basis": "random"}, "The reporter says that it was chosen at random."),
        ({"examined": True, "exam_basis": "risk"}, "because of a risk"),
        ({"examined": True, "exam_basis": "operation"}, "special operation"),
        ({"examined": True, "exam_basis": "referral"}, "another agency asked"),
        ({"examined": True, "exam_basis": "requested"}, "because you asked"),
        ({"examined": True}, "The reason was not reported."),
        (
            {"arrived_at": "2026-01-01T00:00:00Z", "released_at": "2026-01-01T05:00:00Z"},
            "Hours from arrival to release</dt><dd>5<",
        ),
    ],
)
def test_a_shipment_says_what_was_promised_and_what_happened(
    shop: Shipper, portal: Client, fields: dict[str, object], words: str
) -> None:
    parcels(shop, clock.today(), 1, **fields)
    html = portal.get(reverse("portal:shipment", args=[shop.pk, Parcel.objects.get().pk])).content.decode()
    assert words in html
    assert "Tier 2: your parcels are chosen for an exam 50% as often as others. When one is examined" in html
    assert_valid({"shipment": html})


def test_a_shipment_of_earlier_days_shows_the_promise_of_that_time(shop: Shipper, portal: Client) -> None:
    standing_set(shop, months_back(2, 5), 1)
    standing_set(shop, months_back(1, 5), 0)
    for day, words in (
        (months_back(16, 3), "your business was not a member on that day"),
        (months_back(1, 20), "brought no such benefit"),
        (months_back(1, 3), "Tier 1: your parcels are chosen for an exam 80% as often as others."),
    ):
        parcels(shop, day, 1)
        parcel = Parcel.objects.latest("pk").pk
        assert words in portal.get(reverse("portal:shipment", args=[shop.pk, parcel])).content.decode(), words
