"""The time zone of a business, set on its profile, in which the days of notices are counted."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.errors import InvalidInput, NotFound
from apps.events.models import Event
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import time_zone_set
from apps.shippers.zones import zone_of
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.standing.evaluations import enrolled, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shipper:
    return enrolled()


def save(client: Client, shop: Shipper, zone: str) -> object:
    return client.post(reverse("portal:time_zone", args=[shop.pk]), {"time_zone": zone})


@pytest.mark.slow
def test_the_time_zone_is_set_and_recorded(shop: Shipper) -> None:
    client, profile = signed_in(owner_of(shop)), reverse("portal:profile", args=[shop.pk])
    page = client.get(profile).content.decode()
    assert "Time zone of the program (America/New York)" in page
    assert_valid(page)
    assert save(client, shop, "Asia/Ho_Chi_Minh").url == profile
    shop.refresh_from_db()
    assert str(zone_of(shop)) == "Asia/Ho_Chi_Minh"
    event = Event.objects.get(kind="shippers.time_zone_set")
    assert event.payload["time_zone"] == "Asia/Ho_Chi_Minh"
    page = client.get(profile).content.decode()
    assert "counted in the time zone Asia/Ho Chi Minh" in page
    assert '<option value="Asia/Ho_Chi_Minh" selected>' in page
    save(client, shop, "Asia/Ho_Chi_Minh")
    assert Event.objects.filter(kind="shippers.time_zone_set").count() == 1, "nothing changed"
    save(client, shop, "")
    shop.refresh_from_db()
    assert shop.time_zone == ""


def test_an_unknown_time_zone_is_marked(shop: Shipper) -> None:
    answer = save(signed_in(owner_of(shop)), shop, "Mars/Olympus")
    assert answer.status_code == 422
    assert 'href="#id_time_zone"' in answer.content.decode()
    with pytest.raises(InvalidInput):
        time_zone_set(actor=owner_of(shop), shipper_id=shop.pk, time_zone="Mars/Olympus")


@pytest.mark.slow
def test_who_prepares_may_and_who_reads_may_not(shop: Shipper) -> None:
    for role, status in (("preparer", 302), ("viewer", 403)):
        person = seller(f"{role}@shop.example")
        Membership.objects.create(shipper=shop, user=person, role=role)
        client = signed_in(person)
        assert save(client, shop, "Europe/Madrid").status_code == status
        page = client.get(reverse("portal:profile", args=[shop.pk])).content.decode()
        assert ("Save the time zone" in page) == (role == "preparer")
    with pytest.raises(NotFound):
        time_zone_set(actor=owner_of(enrolled()), shipper_id=shop.pk, time_zone="Europe/Madrid")
