"""The pages of a business about its account manager and the calls that come before a proposal."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper
from apps.standing.models import AssuranceCall, CallContact
from apps.standing.services import call_attempt_record
from tests.markup import assert_valid
from tests.people import seller, signed_in, staff
from tests.standing.evaluations import calls_end, evaluated, owner_of
from tests.standing.process import assured_member, call_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return staff("officer")


@pytest.fixture
def shop(officer: User) -> Shipper:
    """A member of tier 2 with an account manager, whose own history was evaluated before."""
    return assured_member()


@pytest.fixture
def call(shop: Shipper) -> AssuranceCall:
    return call_open(shop)


@pytest.fixture
def client(shop: Shipper) -> Client:
    return signed_in(owner_of(shop))


def overview(client: Client, shop: Shipper) -> str:
    return client.get(reverse("portal:shipper", args=[shop.pk])).content.decode()


def page_of(client: Client, call: AssuranceCall) -> str:
    return client.get(reverse("portal:call", args=[call.shipper_id, call.pk])).content.decode()


def test_the_overview_names_the_account_manager_and_how_to_reach_them(client, shop, officer):
    page = overview(client, shop)
    assert "Your account manager" in page
    assert officer.email in page
    assert "Calls before a proposal so far" not in page, "there was none"
    assert_valid(page)


def test_the_overview_leads_to_a_call_and_its_page_says_what_who_and_by_when(client, shop, officer, call):
    page = overview(client, shop)
    assert reverse("portal:call", args=[shop.pk, call.pk]) in page
    assert "Calls before a proposal so far" not in page, "the call was neither kept nor missed yet"
    page = page_of(client, call)
    assert "Your record no longer allows tier 2. It allows tier 1." in page
    assert "Nothing is proposed before" in page
    assert "(America/New York)" in page
    assert "writes to you" in page
    assert "Nobody has called yet." in page
    assert_valid(page)
    assert Message.objects.get(recipient=owner_of(shop), kind="standing.assurance").read_at


@pytest.mark.slow
def test_the_page_of_a_call_shows_what_was_said_and_what_followed(client, shop, officer, call):
    about = {"actor": officer, "call_id": call.pk, "at": clock.now(), "means": "phone"}
    call_attempt_record(text="Nobody answered.", reached=False, **about)
    call_attempt_record(text="They will answer the two violations.", reached=True, **about)
    page = page_of(client, call)
    assert "we did not reach you" in page
    assert "They will answer the two violations." in page
    calls_end(shop)
    page = page_of(client, call)
    call.refresh_from_db()
    assert reverse("portal:change", args=[shop.pk, call.proposal_id]) in page
    assert "reached in time 1, missed by us 0" in overview(client, shop)


@pytest.mark.slow
def test_the_page_of_a_call_that_nobody_made_says_so(client, shop, call):
    calls_end(shop)
    assert "Nobody reached you in time." in page_of(client, call)
    assert "missed by us 1" in overview(client, shop)


def test_the_page_of_a_dropped_call_says_why(client, shop, call):
    evaluated(shop, enter=2, keep=2)
    page = page_of(client, call)
    assert "Nothing was proposed" in page
    assert "no longer asks for the change" in page
    assert_valid(page)


def test_a_business_chooses_whom_to_call_and_takes_it_back(client, shop):
    path = reverse("portal:call_contact", args=[shop.pk])
    assert_valid(client.get(path).content.decode())
    chosen = {"name": "Ada Park", "phone": "+1 202 555 0143", "opens": "09:00", "closes": "12:30"}
    answer = client.post(path, chosen | {"closes": "08:00"})
    assert answer.status_code == 422
    assert 'href="#id_closes"' in answer.content.decode()
    assert client.post(path, chosen).url == reverse("portal:profile", args=[shop.pk])
    contact = CallContact.objects.get(shipper=shop)
    assert (contact.phone, str(contact.closes)) == ("+12025550143", "12:30:00")
    assert 'value="12:30"' in client.get(path).content.decode()
    client.post(path, {"remove": "1"})
    assert not CallContact.objects.exists()


def test_who_only_reads_sees_the_contact_and_chooses_none(client, shop):
    reader = seller("reader@shop.example")
    Membership.objects.create(shipper=shop, user=reader, role="viewer")
    path = reverse("portal:call_contact", args=[shop.pk])
    assert "Save the contact" not in signed_in(reader).get(path).content.decode()
    assert signed_in(reader).post(path, {"name": "Ada"}).status_code == 403
