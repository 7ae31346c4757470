"""The browser of a sign-in ties businesses, says nothing of anybody, and is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.devices import COOKIE, REMEMBERED
from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import MatchKey, Membership, Shipper, SignInDevice
from apps.shippers.relations import members_of
from apps.shippers.services import devices_forget, match_keys_refresh, shipper_create
from tests.people import PASSWORD, seller, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")


def sign_in(client: Client, user: User):
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_logout"))
    return answer


def business_of(user: User) -> Shipper:
    shipper = shipper_create(actor=user)
    Shipper.objects.filter(pk=shipper.pk).update(name=f"Business of {user.email}")
    return shipper


def test_cookie_is_random_hidden_from_scripts_and_sent_to_the_pages_of_accounts_alone(client: Client) -> None:
    answer = sign_in(client, seller())
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert cookie["max-age"] == REMEMBERED.total_seconds()
    device = SignInDevice.objects.get()
    assert len(bytes(device.digest)) == 32
    assert cookie.value.encode() not in bytes(device.digest)


def test_businesses_whose_people_sign_in_by_one_browser_are_related(client: Client) -> None:
    ada, bo, cy = (seller(f"{name}@shop.example") for name in ("ada", "bo", "cy"))
    first = business_of(ada)
    sign_in(client, ada)
    sign_in(client, bo)
    second = business_of(bo)
    match_keys_refresh(shipper_ids=[second.pk])
    third = business_of(cy)
    sign_in(Client(), cy)
    assert [other.pk for other in members_of(first.pk)] == [second.pk]
    assert members_of(third.pk) == []


def test_second_sign_in_by_a_browser_adds_nothing(client: Client, ada: User) -> None:
    business_of(ada)
    with clock.at(clock.now() - timedelta(days=10)):
        sign_in(client, ada)
    before = SignInDevice.objects.get()
    sign_in(client, ada)
    after = SignInDevice.objects.get()
    assert before.digest == after.digest
    assert before.used_at < after.used_at
    assert MatchKey.objects.filter(kind="device").count() == 1


def test_number_of_a_cookie_that_somebody_made_up_is_not_taken(client: Client) -> None:
    client.cookies[COOKIE] = "short"
    assert sign_in(client, seller()).cookies[COOKIE].value != "short"


def test_staff_have_no_browser_and_that_of_an_agent_is_none_of_the_business(client: Client) -> None:
    sign_in(client, staff("officer", factor=False))
    assert not SignInDevice.objects.exists()
    agent, shipper = seller("agent@broker.example"), business_of(seller())
    Membership.objects.create(
        shipper=shipper, user=agent, role="agent", organisation="Broker", until=clock.add_days(clock.today(), 9)
    )
    sign_in(client, agent)
    match_keys_refresh(shipper_ids=[shipper.pk])
    assert SignInDevice.objects.count() == 1
    assert not MatchKey.objects.filter(kind="device").exists()


def test_browser_is_forgotten_when_nobody_signed_in_with_it_for_long(client: Client, ada: User) -> None:
    shipper = business_of(ada)
    with clock.at(clock.now() - REMEMBERED - timedelta(days=1)):
        sign_in(client, ada)
    sign_in(Client(), ada)
    assert MatchKey.objects.filter(shipper=shipper, kind="device").count() == 2
    assert devices_forget() == 1
    assert SignInDevice.objects.count() == 1
    assert MatchKey.objects.filter(shipper=shipper, kind="device").count() == 1
    assert devices_forget() == 0
