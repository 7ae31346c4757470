"""Declared parcels about which a business is asked: the page, the answer, and what the carrier then reads."""

from datetime import timedelta

from apps.core import clock
from apps.events.timers import fire
from apps.notices.models import Message
from apps.shippers.models import Address, Shipper
from apps.targeting.models import Assessment
from apps.targeting.vocabulary import Addressee, Cause, Outcome
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in
from tests.portal.pages import page_text
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting.declarations import ADDRESS, assessed, declaration


def address_of(member: Shipper, asked: Assessment | None = None) -> str:
    return f"/home/{member.pk}/declared/" + (f"{asked.pk}/" if asked else "")


def test_a_member_is_asked_and_told_once_a_day(partner, newcomer, portal):
    (first,) = assessed(partner, declaration("P1", ksn=newcomer.ksn, hs=None))
    assessed(partner, declaration("P2", ksn=newcomer.ksn, hs=None))
    deliver()
    assert first.addressee == Addressee.SELLER
    assert Message.objects.filter(kind="assessment.seller_asked").count() == 1
    listed = page_text(portal, address_of(newcomer))
    assert "Parcel P1" in listed
    assert "Parcel P2" in listed
    assert "A carrier needs to know more about a parcel of yours." in page_text(portal, f"/home/{newcomer.pk}/")
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assessed(partner, declaration("P3", ksn=newcomer.ksn, hs=None))
        deliver()
    assert Message.objects.filter(kind="assessment.seller_asked").count() == 2


def test_a_business_that_is_no_member_is_not_asked(partner):
    stranger = Shipper.objects.create(name="Quiet Harbor Goods", country="US", ksn="KS7Q4M2XWA9V")
    (asked,) = assessed(partner, declaration(ksn=stranger.ksn, hs=None))
    assert asked.addressee == Addressee.CARRIER


def test_an_answer_puts_the_declaration_right_and_the_carrier_reads_what_follows(partner, newcomer, portal):
    (asked,) = assessed(partner, declaration(ksn=newcomer.ksn, hs=None, value=None))
    page = page_text(portal, address_of(newcomer, asked))
    assert 'name="hs"' in page
    assert 'name="value"' in page
    assert '<textarea name="description"' not in page
    answer = portal.post(
        address_of(newcomer, asked), {"hs": "6110.20", "value": "38.50", "currency": "usd"}, follow=True
    )
    assert "The carrier sees at once that nothing is missing." in answer.content.decode()
    after = Assessment.objects.get(follows=asked)
    assert (after.outcome, after.cause) == (Outcome.COMPLETE, Cause.ANSWERED)
    assert (after.declared["hs"], after.declared["value"], after.declared["currency"]) == ("611020", "38.50", "USD")
    told = partner.get(ADDRESS, {"after": asked.pk}).json()["results"]
    assert [(each["id"], each["outcome"], each["is_final"]) for each in told] == [(after.pk, "complete", True)]
    assert "You answered on" in page_text(portal, address_of(newcomer, asked))


def test_what_can_not_be_understood_stays_beside_its_field(partner, newcomer, portal):
    (asked,) = assessed(partner, declaration(ksn=newcomer.ksn, hs=None))
    answer = portal.post(address_of(newcomer, asked), {"hs": ""})
    assert answer.status_code == 422
    assert not Assessment.objects.filter(follows=asked).exists()


def test_evidence_of_origin_is_told_in_words(partner, newcomer, portal):
    Address.objects.create(shipper=newcomer, street="1 Road", city="Urumqi", postal_code="830000", country="CN")
    (asked,) = assessed(partner, declaration(ksn=newcomer.ksn, origin="CN"))
    assert (asked.addressee, asked.asked_for) == (Addressee.SELLER, ["origin_evidence"])
    portal.post(address_of(newcomer, asked), {"text": "Spun in Shandong from Brazilian cotton.", "language": "en"})
    after = Assessment.objects.get(follows=asked)
    assert (after.text, after.language, after.must_open) == ("Spun in Shandong from Brazilian cotton.", "en", True)


def test_an_answer_after_the_time_is_refused_with_what_happened(partner, newcomer, portal):
    (asked,) = assessed(partner, declaration(ksn=newcomer.ksn, hs=None))
    assert asked.answer_by
    with clock.at(asked.answer_by + timedelta(minutes=1)):
        fire()
        deliver()
    answer = portal.post(address_of(newcomer, asked), {"hs": "611020"})
    assert answer.status_code == 422
    assert "Nothing is asked about this parcel any more" in answer.content.decode()
    assert "Nobody answered in time." in page_text(portal, address_of(newcomer, asked))


def test_readers_see_the_parcel_and_can_not_answer(partner, newcomer):
    reader = on_team(newcomer, "viewer", seller("reader@shop.example"))
    (asked,) = assessed(partner, declaration(ksn=newcomer.ksn, hs=None))
    client = signed_in(reader)
    assert "Your role on the team is to read." in page_text(client, address_of(newcomer, asked))
    assert client.post(address_of(newcomer, asked), {"hs": "611020"}).status_code == 403


def test_nobody_sees_what_others_are_asked(partner, newcomer):
    (asked,) = assessed(partner, declaration(ksn=enrolled().ksn, hs=None))
    assert signed_in(owner_of(newcomer)).get(address_of(newcomer, asked)).status_code == 404
