"""Everything that happened to a business, to which the overview's short list of news leads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.shippers.models import Shipper
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.portal.members import member_of, violation

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shipper:
    shipper = member_of(seller(), months=1)
    for _number in range(9):
        violation(shipper, clock.today(), category="marking")
    return shipper


@pytest.fixture
def client(shop: Shipper) -> Client:
    return signed_in(shop.team.get().user)


def test_the_overview_leads_to_all_that_happened(client: Client, shop: Shipper) -> None:
    page = reverse("portal:happenings", args=[shop.pk])
    overview = client.get(reverse("portal:shipper", args=[shop.pk])).content.decode()
    assert re.search(rf'<a href="{page}">And \d+ things more.</a>', overview)
    whole = client.get(page).content.decode()
    assert whole.count("A violation was sustained.") == 9
    assert "You became a member." in whole
    assert_valid({"whole": whole})


def test_events_are_listed_a_page_at_a_time(client: Client, shop: Shipper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.portal.dashboard.news.PAGE_SIZE", 4)
    page = address = reverse("portal:happenings", args=[shop.pk])
    seen = 0
    while address:
        text = client.get(address).content.decode()
        seen += text.count("A violation was sustained.")
        older = re.search(r'href="(\?before=\d+)" rel="next"', text)
        address = page + older[1] if older else ""
    assert seen == 9
    assert "Nothing happened before that." in client.get(f"{page}?before=1").content.decode()
    assert client.get(f"{page}?before=x").status_code == 200
