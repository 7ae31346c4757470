"""What each tier received, and to whom a promise was broken, as staff read it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.roles import ROLES
from apps.benefits.services import breach_items_update, months_measure
from tests.benefits.members import months_back, others_send, parcels_send, tier_member
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db
TIERS = reverse("admin:benefits_month_changelist")


@pytest.fixture
def officer() -> Client:
    return signed_in(staff("officer"))


def read(client: Client, address: str = TIERS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def watched() -> None:
    months_measure()
    breach_items_update()


def test_tiers_and_those_in_breach_are_told(officer: Client) -> None:
    assert "No month was counted yet" in read(officer)
    others_send()
    broken, kept = tier_member(2), tier_member(1)
    broken.name = "Broken Trading"
    broken.save()
    parcels_send(broken, months_back(2, 5), 200, 40)
    parcels_send(kept, months_back(2, 5), 200, 10)
    watched()
    html = read(officer)
    for words in ("10% (240 of 2,400)", "Broken Trading", "Not kept", "Kept", "50% as often as others", "1 waits"):
        assert words in html, words
    panel = reverse("admin:shippers_shipper_change", args=[broken.pk]) + "?panel=benefits"
    assert panel in html
    assert kept.ksn not in html
    shown = read(officer, panel)
    assert "40 of 200 parcels that count: 20%" in shown
    assert "Not kept" in shown


def test_a_panel_of_who_has_nothing_says_so(officer: Client) -> None:
    panel = reverse("admin:shippers_shipper_change", args=[tier_member(1).pk]) + "?panel=benefits"
    assert "No month was counted yet" in read(officer, panel)
    months_measure()
    assert "Nobody but the seller reported parcels" in read(officer, panel)


def test_the_home_leads_there(officer: Client) -> None:
    assert TIERS in read(officer, reverse("admin:index"))


@pytest.mark.parametrize("role", ROLES)
def test_who_may_read_everything_reads_it(role: str) -> None:
    status = signed_in(staff(role)).get(TIERS).status_code
    assert (status == 200) == ("read_everything" in ROLES[role])


def test_a_seller_does_not() -> None:
    assert signed_in(seller()).get(TIERS).status_code in (302, 403)


def test_the_page_asks_the_same_however_many_members_there_are(officer: Client) -> None:
    others_send()
    parcels_send(tier_member(2), months_back(2, 5), 200, 40)
    watched()
    read(officer)
    with CaptureQueriesContext(connection) as few:
        read(officer)
    for tier in (1, 1, 2, 2, 3, 3):
        parcels_send(tier_member(tier), months_back(2, 5), 150, 60)
    watched()
    with CaptureQueriesContext(connection) as many:
        assert "7 wait for an officer" in read(officer)
    assert len(many) == len(few) <= 15, [query["sql"][:80] for query in many]
