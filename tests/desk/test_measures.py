"""Figures at the desk: the businesses behind each, the calendar of releases, and the benefits of a month."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.benefits.services import breach_items_update, months_measure
from apps.core import clock
from apps.measures.models import Edition
from apps.measures.services import edition_release
from tests.benefits.members import months_back, others_send, parcels_send, tier_member
from tests.evaluation.ledger import parcels
from tests.measures.world import IN_QUARTER, QUARTER, members, noon, release


@pytest.fixture
def edition() -> Edition:
    """Return an edition of a quarter in which one of three members was wrong in a random exam."""
    bad, *good = members(3)
    with clock.at(noon(IN_QUARTER)):
        parcels(bad, IN_QUARTER, 2, drawn="discrepant")
        for shipper in good:
            parcels(shipper, IN_QUARTER, 2, drawn="clean")
    bad.name = "Bad Trading"
    bad.save()
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def test_missed_target_leads_to_the_businesses_behind_it(edition: Edition, desk: Client) -> None:
    address = reverse("admin:measures_edition_change", args=[edition.pk])
    page = desk.get(address).content.decode()
    assert "33.3%" in page, "staff see what the public does not"
    assert 'href="?line=random-exams.members"' in page
    cases = desk.get(address, {"line": "random-exams.members"}).content.decode()
    assert cases.index("Bad Trading") < cases.index("Lotus Trading")
    assert desk.get(address, {"line": "nothing"}).status_code == 200


def test_calendar_shows_how_late_a_release_was(edition: Edition, desk: Client) -> None:
    page = desk.get(reverse("admin:measures_release_changelist")).content.decode()
    assert "January 2026 to March 2026" in page
    assert desk.get(reverse("admin:measures_edition_changelist")).status_code == 200


TIERS = reverse("admin:benefits_month_changelist")


def read_page(client: Client, address: str = TIERS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def measure_benefits() -> None:
    months_measure()
    breach_items_update()


def test_page_shows_the_tiers_and_the_members_whose_promise_was_broken(desk: Client) -> None:
    assert "No month was counted yet" in read_page(desk)
    others_send()
    broken, kept = tier_member(2), tier_member(1)
    broken.name = "Broken Trading"
    broken.save()
    parcels_send(broken, months_back(2, 5), 200, 40)
    parcels_send(kept, months_back(2, 5), 200, 10)
    measure_benefits()
    html = read_page(desk)
    for words in ("10% (240 of 2,400)", "Broken Trading", "Not kept", "Kept", "50% as often as others", "1 waits"):
        assert words in html, words
    panel = reverse("admin:shippers_shipper_change", args=[broken.pk]) + "?panel=benefits"
    assert panel in html
    assert kept.ksn not in html
    panel_html = read_page(desk, panel)
    assert "40 of 200 parcels that count: 20%" in panel_html
    assert "Not kept" in panel_html


def test_panel_says_that_no_month_or_no_parcel_was_counted(desk: Client) -> None:
    panel = reverse("admin:shippers_shipper_change", args=[tier_member(1).pk]) + "?panel=benefits"
    assert "No month was counted yet" in read_page(desk, panel)
    months_measure()
    assert "Nobody but the seller reported parcels" in read_page(desk, panel)


def test_home_links_to_the_benefits_page(desk: Client) -> None:
    assert TIERS in read_page(desk, reverse("admin:index"))


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_members(desk: Client) -> None:
    others_send()
    parcels_send(tier_member(2), months_back(2, 5), 200, 40)
    measure_benefits()
    read_page(desk)
    with CaptureQueriesContext(connection) as few:
        read_page(desk)
    for tier in (1, 1, 2, 2, 3, 3):
        parcels_send(tier_member(tier), months_back(2, 5), 150, 60)
    measure_benefits()
    with CaptureQueriesContext(connection) as many:
        assert "7 wait for an officer" in read_page(desk)
    assert len(many) == len(few) <= 15, [query["sql"][:80] for query in many]
