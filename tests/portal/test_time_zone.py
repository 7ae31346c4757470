"""The time zone of a business, set on its profile, in which the days of notices are counted."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.errors import InvalidInput, NotFound
from apps.events.models import Event
from apps.shippers.models import Shipper
from apps.shippers.services import time_zone_set
from apps.shippers.zones import zone_of
from tests.markup import assert_valid
from tests.people import on_team, signed_in
from tests.standing.evaluations import enrolled, owner_of


def save(client: Client, shop: Shipper, zone: str) -> object:
    return client.post(reverse("portal:time_zone", args=[shop.pk]), {"time_zone": zone})


@pytest.mark.slow
def test_the_time_zone_is_set_and_recorded(newcomer: Shipper) -> None:
    client, profile = signed_in(owner_of(newcomer)), reverse("portal:profile", args=[newcomer.pk])
    page = client.get(profile).content.decode()
    assert "Time zone of the program (America/New York)" in page
    assert_valid(page)
    assert save(client, newcomer, "Asia/Ho_Chi_Minh").url == profile
    newcomer.refresh_from_db()
    assert str(zone_of(newcomer)) == "Asia/Ho_Chi_Minh"
    event = Event.objects.get(kind="shippers.time_zone_set")
    assert event.payload["time_zone"] == "Asia/Ho_Chi_Minh"
    page = client.get(profile).content.decode()
    assert "counted in the time zone Asia/Ho Chi Minh" in page
    assert '<option value="Asia/Ho_Chi_Minh" selected>' in page
    save(client, newcomer, "Asia/Ho_Chi_Minh")
    assert Event.objects.filter(kind="shippers.time_zone_set").count() == 1, "nothing changed"
    save(client, newcomer, "")
    newcomer.refresh_from_db()
    assert newcomer.time_zone == ""


def test_an_unknown_time_zone_is_marked(newcomer: Shipper) -> None:
    answer = save(signed_in(owner_of(newcomer)), newcomer, "Mars/Olympus")
    assert answer.status_code == 422
    assert 'href="#id_time_zone"' in answer.content.decode()
    with pytest.raises(InvalidInput):
        time_zone_set(actor=owner_of(newcomer), shipper_id=newcomer.pk, time_zone="Mars/Olympus")


@pytest.mark.slow
def test_who_prepares_may_and_who_reads_may_not(newcomer: Shipper) -> None:
    for role, status in (("preparer", 302), ("viewer", 403)):
        person = on_team(newcomer, role)
        client = signed_in(person)
        assert save(client, newcomer, "Europe/Madrid").status_code == status
        page = client.get(reverse("portal:profile", args=[newcomer.pk])).content.decode()
        assert ("Save the time zone" in page) == (role == "preparer")
    with pytest.raises(NotFound):
        time_zone_set(actor=owner_of(enrolled()), shipper_id=newcomer.pk, time_zone="Europe/Madrid")
