"""The pages of a business about its account manager and the calls that come before a proposal."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import AssuranceCall, CallContact
from apps.standing.services import call_attempt_record
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal.pages import at, page_of, page_text
from tests.standing.evaluations import calls_end, evaluated, owner_of
from tests.standing.process import call_open, settled_member


@pytest.fixture
def assured(officer: User) -> Shipper:
    """A member of tier 2 with an account manager, whose own history was evaluated before."""
    return settled_member()


@pytest.fixture
def call(assured: Shipper) -> AssuranceCall:
    return call_open(assured)


@pytest.fixture
def portal(assured: Shipper) -> Client:
    return signed_in(owner_of(assured))


def test_the_overview_names_the_account_manager_and_how_to_reach_them(portal, assured, officer):
    page = page_text(portal, at("shipper", assured))
    assert "Your account manager" in page
    assert officer.email in page
    assert "Calls before a proposal so far" not in page, "there was none"
    assert_valid(page)


def test_the_overview_leads_to_a_call_and_its_page_says_what_who_and_by_when(portal, assured, officer, call):
    page = page_text(portal, at("shipper", assured))
    assert reverse("portal:call", args=[assured.pk, call.pk]) in page
    assert "Calls before a proposal so far" not in page, "the call was neither kept nor missed yet"
    page = page_text(portal, page_of("call", call))
    assert "Your record no longer allows tier 2. It allows tier 1." in page
    assert "Nothing is proposed before" in page
    assert "(New York time)" in page
    assert "writes to you" in page
    assert "Nobody has called yet." in page
    assert_valid(page)
    assert Message.objects.get(recipient=owner_of(assured), kind="standing.assurance").read_at


@pytest.mark.slow
def test_the_page_of_a_call_shows_what_was_said_and_what_followed(portal, assured, officer, call):
    about = {"actor": officer, "call_id": call.pk, "at": clock.now(), "means": "phone"}
    call_attempt_record(text="Nobody answered.", reached=False, **about)
    call_attempt_record(text="They will answer the two violations.", reached=True, **about)
    page = page_text(portal, page_of("call", call))
    assert "we did not reach you" in page
    assert "They will answer the two violations." in page
    calls_end(assured)
    page = page_text(portal, page_of("call", call))
    call.refresh_from_db()
    assert reverse("portal:change", args=[assured.pk, call.proposal_id]) in page
    assert "reached in time 1, missed by us 0" in page_text(portal, at("shipper", assured))


@pytest.mark.slow
def test_the_page_of_a_call_that_nobody_made_says_so(portal, assured, call):
    calls_end(assured)
    assert "Nobody reached you in time." in page_text(portal, page_of("call", call))
    assert "missed by us 1" in page_text(portal, at("shipper", assured))


def test_the_page_of_a_dropped_call_says_why(portal, assured, call):
    evaluated(assured, enter=2, keep=2)
    page = page_text(portal, page_of("call", call))
    assert "Nothing was proposed" in page
    assert "no longer asks for the change" in page
    assert_valid(page)


def test_a_business_chooses_whom_to_call_and_takes_it_back(portal, assured):
    path = reverse("portal:call_contact", args=[assured.pk])
    assert_valid(portal.get(path).content.decode())
    chosen = {"name": "Ada Park", "phone": "+1 202 555 0143", "opens": "09:00", "closes": "12:30"}
    answer = portal.post(path, chosen | {"closes": "08:00"})
    assert answer.status_code == 422
    assert 'href="#id_closes"' in answer.content.decode()
    assert portal.post(path, chosen).url == reverse("portal:profile", args=[assured.pk])
    contact = CallContact.objects.get(shipper=assured)
    assert (contact.phone, str(contact.closes)) == ("+12025550143", "12:30:00")
    assert 'value="12:30"' in portal.get(path).content.decode()
    portal.post(path, {"remove": "1"})
    assert not CallContact.objects.exists()


def test_who_only_reads_sees_the_contact_and_chooses_none(portal, assured):
    reader = on_team(assured, "viewer", seller("reader@shop.example"))
    path = reverse("portal:call_contact", args=[assured.pk])
    assert "Save the contact" not in signed_in(reader).get(path).content.decode()
    assert signed_in(reader).post(path, {"name": "Ada"}).status_code == 403
