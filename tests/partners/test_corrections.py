"""Corrections reach whoever looked: who asked lately is told once and in order, and nobody else is."""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from apps.core import clock
from apps.events.models import Event
from apps.ledger.models import Recording
from apps.ledger.services import recording_open, recording_reverse, violations_record
from apps.partners.corrections.services import LOOK_MONTHS, corrections_make
from apps.partners.models import PartnerCorrection, WebhookDelivery
from apps.partners.webhooks.sender import contents_of
from apps.partners.webhooks.services.deliveries import outcomes_record
from apps.partners.webhooks.services.endpoints import EndpointChoice, endpoint_create
from apps.partners.webhooks.transport import AttemptOutcome
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_change, standing_lock, status_change
from apps.standing.members.states import ChangeReason
from tests.evaluation.ledger import reporter_of, taken_back_by_two
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff
from tests.races import at_once
from tests.standing.evaluations import enrolled
from tests.standing.process import at

CORRECTIONS = "/api/v1/corrections"


def look(partner: PartnerClient, shipper: Shipper) -> None:
    assert partner.get(f"/api/v1/shippers/{shipper.ksn}").status_code == 200


def report(shipper: Shipper, *determinations: str, reference: str = "C1", kind: str = "desk") -> Recording:
    """Record a violation with these determinations, one after the other, by an agency; return the last recording."""
    for determination in determinations:
        recording = recording_open(reporter=reporter_of("cbp", "agency"), kind=kind)
        fact = {
            "reference": reference,
            "ksn": shipper.ksn,
            "date": clock.today(),
            "category": "classification",
            "determination": determination,
        }
        assert not violations_record(recording=recording, facts=[(0, fact)], by_operator=True).rejected
    deliver()
    return recording


def restore(shipper: Shipper) -> None:
    with transaction.atomic():
        status_change(standing_lock(shipper.pk), "suspend", ChangeReason.SUSPENDED)
    with transaction.atomic():
        standing_change(standing_lock(shipper.pk), "restore", ChangeReason.RESTORED, status="active")


def read(partner: PartnerClient, **query: int) -> dict:
    answer = partner.get(CORRECTIONS, query)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def reasons(partner: PartnerClient) -> list[tuple[str, list[str]]]:
    return [(told["ksn"], told["reasons"]) for told in read(partner)["results"]]


def test_who_looked_is_told_and_nobody_else(partner):
    shipper, other = enrolled(), enrolled()
    stranger = partner_client()
    look(partner, shipper)
    look(stranger, other)
    report(shipper, "sustained")
    assert not PartnerCorrection.objects.exists()

    report(shipper, "reversed")

    assert reasons(partner) == [(shipper.ksn, ["record_corrected"])]
    assert reasons(stranger) == []
    (told,) = read(partner)["results"]
    assert told.keys() == {
        *("seq", "ksn", "reasons", "corrected_at", "acknowledged_at"),
        *("status", "validated", "tier", "since", "status_since", "tier_since", "validated_since"),
    }
    assert (told["status"], told["tier"], told["acknowledged_at"]) == ("active", 0, None)
    event = Event.objects.get(kind="partners.corrected")
    assert (event.shipper_id, event.payload["partners"]) == (shipper.pk, 1)


def test_an_allegation_that_falls_told_nobody_anything(partner):
    shipper = enrolled()
    look(partner, shipper)

    report(shipper, "alleged", "reversed")

    assert reasons(partner) == []


def test_a_recording_taken_back_corrects_what_counted(partner):
    shipper = enrolled()
    look(partner, shipper)
    counted = report(shipper, "sustained")
    alleged = report(shipper, "alleged", reference="C2")
    recording_reverse(recording_id=alleged.pk, reason="Sent twice.", actor=staff("supervisor"))
    deliver()
    taken_back_by_two(counted.pk)
    deliver()

    assert reasons(partner) == [(shipper.ksn, ["record_corrected"])]


def test_a_standing_restored_is_told_with_how_it_is_now(partner):
    shipper = enrolled(tier=1)
    look(partner, shipper)

    restore(shipper)
    deliver()

    assert reasons(partner) == [(shipper.ksn, ["standing_restored"])]
    with transaction.atomic():
        standing_change(standing_lock(shipper.pk), "promote", ChangeReason.TIER_EARNED, tier=2)
    assert read(partner)["results"][0]["tier"] == 2, "as of now, not as of then"


@pytest.mark.parametrize(("days", "told"), [(-1, 1), (0, 1), (1, 0)])
def test_a_look_counts_for_six_months(partner, days, told):
    shipper = enrolled()
    look(partner, shipper)
    report(shipper, "sustained")
    last = clock.anniversary(clock.today(), LOOK_MONTHS)

    with at(clock.start_of(clock.add_days(last, days)) + timedelta(hours=12)):
        report(shipper, "reversed")

    assert PartnerCorrection.objects.count() == told


@pytest.mark.slow
def test_a_partner_reads_page_by_page_and_acknowledges(partner):
    shippers = [enrolled() for _ in range(3)]
    for shipper in shippers:
        look(partner, shipper)
        restore(shipper)
        deliver()

    first = read(partner, limit=2)
    rest = read(partner, after=first["next"])
    assert [told["seq"] for told in first["results"] + rest["results"]] == [1, 2, 3]
    assert read(partner, after=rest["next"]) == {"results": [], "next": 3}
    beyond = partner.get(CORRECTIONS, {"after": 4})
    assert (beyond.status_code, list(beyond.json()["errors"])) == (422, ["after"])

    said, again = (partner.post(f"{CORRECTIONS}/2/acknowledgement") for _ in range(2))
    assert (said.status_code, again.json()) == (200, said.json())
    assert said.json()["acknowledged_at"]
    kept = PartnerCorrection.objects.order_by("seq").values_list("told_at", "acknowledged_at")
    assert [(bool(told_at), bool(acknowledged_at)) for told_at, acknowledged_at in kept] == [
        (True, False),
        (True, True),
        (True, False),
    ]
    assert partner_client().post(f"{CORRECTIONS}/2/acknowledgement").status_code == 404
    assert partner.post(f"{CORRECTIONS}/9/acknowledgement").status_code == 404
    refused = partner.send(f"{CORRECTIONS}/1/acknowledgement", {"note": "Thank you"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["note"])


def test_each_partner_counts_its_own_and_an_event_corrects_once(partner):
    shipper, other, second = enrolled(), enrolled(), partner_client()
    for who in (partner, second):
        look(who, shipper)
    look(second, other)
    restore(other)
    restore(shipper)
    deliver()

    events = list(Event.objects.filter(kind="standing.changed", shipper_id=shipper.pk).order_by("pk"))
    assert corrections_make(events=events, reason=PartnerCorrection.Reason.STANDING) == []
    places = {who: [(told["seq"], told["ksn"]) for told in read(who)["results"]] for who in (partner, second)}
    assert places[partner] == [(1, shipper.ksn)]
    assert sorted(places[second]) == [(1, other.ksn), (2, shipper.ksn)]


def test_one_statement_makes_the_corrections_of_all(partner, django_assert_max_num_queries):
    partners = [partner, *(partner_client() for _ in range(5))]
    shippers = [enrolled() for _ in range(3)]
    for shipper in shippers:
        for who in partners:
            look(who, shipper)
        restore(shipper)
    events = list(Event.objects.filter(kind="standing.changed").order_by("pk"))

    with django_assert_max_num_queries(8):
        assert len(corrections_make(events=events, reason=PartnerCorrection.Reason.STANDING)) == 18

    assert len(read(partners[3])["results"]) == 3


@pytest.mark.slow
def test_corrections_at_once_leave_no_gap(live_db):
    partner, shippers = partner_client(), [enrolled() for _ in range(4)]
    for shipper in shippers:
        look(partner, shipper)
    events = {
        shipper.pk: list(Event.objects.filter(kind="standing.changed", shipper_id=shipper.pk)) for shipper in shippers
    }
    make = partial(corrections_make, reason=PartnerCorrection.Reason.STANDING)

    at_once(*(partial(make, events=events[shipper.pk]) for shipper in shippers))

    assert list(PartnerCorrection.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_endpoints_of_who_looked_get_a_thin_message_and_what_they_take_was_told(partner):
    shipper, stranger = enrolled(), partner_client()
    choices = ([], ["correction.made"], ["status.changed"])
    for who in (partner, stranger):
        for kinds in choices:
            choice = EndpointChoice("http://localhost:9/hooks", kinds=kinds)
            endpoint_create(partner_id=who.credentials.partner.pk, choice=choice)
    look(partner, shipper)

    report(shipper, "sustained", "reversed")

    deliveries = list(WebhookDelivery.objects.filter(kind="correction.made").order_by("pk"))
    assert [delivery.endpoint.partner_id for delivery in deliveries] == [partner.credentials.partner.pk] * 2
    content = json.loads(contents_of(deliveries)[deliveries[0].pk])
    assert (content["type"], content["data"]) == ("correction.made", {"correction": 1, "ksn": shipper.ksn})
    outcomes_record(outcomes={deliveries[0].pk: AttemptOutcome(status=500)})
    assert PartnerCorrection.objects.get().told_at is None
    outcomes_record(outcomes={deliveries[1].pk: AttemptOutcome(status=204)})
    assert PartnerCorrection.objects.get().told_at
