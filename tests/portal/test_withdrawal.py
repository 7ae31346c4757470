"""Leaving the program."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.shippers.models import Membership
from apps.standing.models import Change, Standing, Status
from tests.people import seller, signed_in
from tests.portal.members import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return seller()


@pytest.fixture
def page(ada: User) -> str:
    return reverse("portal:leave", args=[member_of(ada, months=0).pk])


def test_leaving_says_what_ends_and_takes_a_tick(ada: User, page: str) -> None:
    client = signed_in(ada)
    text = client.get(page).content.decode()
    for words in ("What ends", "What is kept", "You can apply again whenever you want."):
        assert words in text
    assert client.post(page, {"reasons": "We close."}).status_code == 422
    assert Standing.objects.get().status == Status.ACTIVE

    done = client.post(page, {"sure": "on", "reasons": "We close."}, follow=True).content.decode()
    assert "The business has left the program." in done
    assert Standing.objects.get().status == Status.WITHDRAWN
    assert Change.objects.latest("pk").note == "We close."


def test_who_has_left_has_nothing_to_leave(ada: User, page: str) -> None:
    client = signed_in(ada)
    client.post(page, {"sure": "on"})
    text = client.get(page).content.decode()
    assert "There is nothing to leave." in text
    assert "<textarea" not in text
    assert client.post(page, {"sure": "on"}).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("signatory", 200), ("preparer", 403), ("viewer", 403)])
def test_an_owner_or_a_signatory_may(role: str, status: int, page: str) -> None:
    user = seller(f"{role}@shop.example")
    Membership.objects.create(shipper=Standing.objects.get().shipper, user=user, role=role)
    assert signed_in(user).get(page).status_code == status


def test_strangers_do_not_find_the_page(page: str) -> None:
    client: Client = signed_in(seller("eve@shop.example"))
    assert client.get(page).status_code == 404
