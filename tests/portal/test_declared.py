"""Declared parcels about which a business is asked: the page, the answer, and what the carrier then reads."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.events.timers import fire
from apps.notices.models import Message
from apps.shippers.models import Address, Membership, Shipper
from apps.targeting.models import Assessment
from apps.targeting.vocabulary import Addressee, Cause, Outcome
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller, signed_in
from tests.portal.pages import page_text
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting.declarations import ADDRESS, assessed, declaration

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db: None) -> Shipper:
    return enrolled()


@pytest.fixture
def owner(member: Shipper) -> User:
    return owner_of(member)


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def partner(db: None) -> PartnerClient:
    return partner_client()


def address_of(member: Shipper, asked: Assessment | None = None) -> str:
    return f"/home/{member.pk}/declared/" + (f"{asked.pk}/" if asked else "")


def test_a_member_is_asked_and_told_once_a_day(partner, member, client):
    (first,) = assessed(partner, declaration("P1", ksn=member.ksn, hs=None))
    assessed(partner, declaration("P2", ksn=member.ksn, hs=None))
    deliver()
    assert first.addressee == Addressee.SELLER
    assert Message.objects.filter(kind="assessment.seller_asked").count() == 1
    listed = page_text(client, address_of(member))
    assert "Parcel P1" in listed
    assert "Parcel P2" in listed
    assert "A carrier needs to know more about a parcel of yours." in page_text(client, f"/home/{member.pk}/")
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assessed(partner, declaration("P3", ksn=member.ksn, hs=None))
        deliver()
    assert Message.objects.filter(kind="assessment.seller_asked").count() == 2


def test_a_business_that_is_no_member_is_not_asked(partner):
    stranger = Shipper.objects.create(name="Quiet Harbor Goods", country="US", ksn="KS7Q4M2XWA9V")
    (asked,) = assessed(partner, declaration(ksn=stranger.ksn, hs=None))
    assert asked.addressee == Addressee.CARRIER


def test_an_answer_puts_the_declaration_right_and_the_carrier_reads_what_follows(partner, member, client):
    (asked,) = assessed(partner, declaration(ksn=member.ksn, hs=None, value=None))
    page = page_text(client, address_of(member, asked))
    assert 'name="hs"' in page
    assert 'name="value"' in page
    assert '<textarea name="description"' not in page
    answer = client.post(address_of(member, asked), {"hs": "6110.20", "value": "38.50", "currency": "usd"}, follow=True)
    assert "The carrier sees at once that nothing is missing." in answer.content.decode()
    after = Assessment.objects.get(follows=asked)
    assert (after.outcome, after.cause) == (Outcome.COMPLETE, Cause.ANSWERED)
    assert (after.declared["hs"], after.declared["value"], after.declared["currency"]) == ("611020", "38.50", "USD")
    told = partner.get(ADDRESS, {"after": asked.pk}).json()["results"]
    assert [(each["id"], each["outcome"], each["is_final"]) for each in told] == [(after.pk, "complete", True)]
    assert "You answered on" in page_text(client, address_of(member, asked))


def test_what_can_not_be_understood_stays_beside_its_field(partner, member, client):
    (asked,) = assessed(partner, declaration(ksn=member.ksn, hs=None))
    answer = client.post(address_of(member, asked), {"hs": ""})
    assert answer.status_code == 422
    assert not Assessment.objects.filter(follows=asked).exists()


def test_evidence_of_origin_is_told_in_words(partner, member, client):
    Address.objects.create(shipper=member, street="1 Road", city="Urumqi", postal_code="830000", country="CN")
    (asked,) = assessed(partner, declaration(ksn=member.ksn, origin="CN"))
    assert (asked.addressee, asked.asked_for) == (Addressee.SELLER, ["origin_evidence"])
    client.post(address_of(member, asked), {"text": "Spun in Shandong from Brazilian cotton.", "language": "en"})
    after = Assessment.objects.get(follows=asked)
    assert (after.text, after.language, after.must_open) == ("Spun in Shandong from Brazilian cotton.", "en", True)


def test_an_answer_after_the_time_is_refused_with_what_happened(partner, member, client):
    (asked,) = assessed(partner, declaration(ksn=member.ksn, hs=None))
    assert asked.answer_by
    with clock.at(asked.answer_by + timedelta(minutes=1)):
        fire()
        deliver()
    answer = client.post(address_of(member, asked), {"hs": "611020"})
    assert answer.status_code == 422
    assert "Nothing is asked about this parcel any more" in answer.content.decode()
    assert "Nobody answered in time." in page_text(client, address_of(member, asked))


def test_readers_see_the_parcel_and_can_not_answer(partner, member):
    reader = seller("reader@shop.example")
    Membership.objects.create(shipper=member, user=reader, role=Membership.Role.VIEWER)
    (asked,) = assessed(partner, declaration(ksn=member.ksn, hs=None))
    client = signed_in(reader)
    assert "Your role on the team is to read." in page_text(client, address_of(member, asked))
    assert client.post(address_of(member, asked), {"hs": "611020"}).status_code == 403


def test_nobody_sees_what_others_are_asked(partner, member):
    (asked,) = assessed(partner, declaration(ksn=enrolled().ksn, hs=None))
    assert signed_in(owner_of(member)).get(address_of(member, asked)).status_code == 404
