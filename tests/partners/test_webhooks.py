"""Messages to partners: who gets which, what they say, and what becomes of each."""

from datetime import datetime

import pytest
from django.db import transaction
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from apps.core import clock
from apps.partners.feed.services import feed_number, feed_policy_number
from apps.partners.models import Partner, WebhookDelivery, WebhookSecret
from apps.partners.systems.services import partner_switch
from apps.partners.webhooks.services.deliveries import (
    deliveries_queue,
)
from apps.policy.models import Policy
from apps.standing.members.services import standing_change, standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.models import Change
from tests.outbox import deliver
from tests.partners.client import partner_client
from tests.partners.hooks import ENDPOINTS, log_of, present, registered, status, tier_changed
from tests.people import staff
from tests.standing.evaluations import enrolled, evaluated


def test_a_change_reaches_the_receiver_signed_thin_and_once(partner, receiver, sender):
    endpoint = registered(partner, receiver, description="Our gate")
    member = enrolled()
    partner.follow(member)
    evaluated(member, enter=1, keep=1)
    enrolled()
    deliver()
    sender.drain()
    sender.drain()

    # The two were on their way at once.
    first, second = sorted(receiver.received, key=lambda request: request.message["data"]["seq"])
    assert [first.message["data"], second.message["data"]] == [
        {"seq": 1, "ksn": member.ksn},
        {"seq": 2, "ksn": member.ksn},
    ]
    assert first.line == "POST /hook HTTP/1.1"
    assert Webhook(endpoint["secret"]).verify(first.body, first.headers) == first.message
    assert first.message.keys() == {"type", "timestamp", "data"}
    assert first.message["type"] == "status.changed"
    place = partner.get("/api/v1/status-changes").json()["results"][0]
    assert datetime.fromisoformat(first.message["timestamp"]) == datetime.fromisoformat(place["changed_at"])
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint["secret"]).verify(first.body + b" ", first.headers)
    latest = log_of(partner, endpoint)[0]
    assert (latest["state"], latest["seq"], latest["due_at"]) == ("delivered", 2, None)
    assert [(attempt["status"], attempt["text"]) for attempt in latest["attempts"]] == [(200, "ok")]
    assert latest["message"] == second.headers["webhook-id"]


def test_a_place_is_queued_once_however_often_it_is_told(partner, receiver):
    endpoint = registered(partner, receiver)
    tier_changed(partner)
    assert deliveries_queue(seqs=[1]) == 0
    assert len(log_of(partner, endpoint)) == 1


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({}, ["active 0", "active 2", "conditional 2"]),
        ({"kinds": ["policy.in_force"]}, []),
        ({"kinds": ["status.changed"], "tiers": [2]}, ["active 2", "conditional 2"]),
        ({"statuses": ["conditional", "suspended"]}, ["conditional 2"]),
        ({"statuses": ["active"], "tiers": [0, 1]}, ["active 0"]),
    ],
)
def test_an_endpoint_hears_of_what_it_asked_for(partner, receiver, choice, told):
    endpoint = registered(partner, receiver, **choice)
    member = enrolled()
    partner.follow(member)
    evaluated(member, enter=2, keep=2)
    standing_change(
        standing_lock(member.pk), "examine", ChangeReason.ON_CONDITIONS, status="conditional", examine_all=True
    )
    deliver()

    places = {
        place["seq"]: f"{place['status']} {place['tier']}"
        for place in partner.get("/api/v1/status-changes").json()["results"]
    }
    assert [places[delivery["seq"]] for delivery in reversed(log_of(partner, endpoint))] == told


def test_partners_that_may_not_hear_of_it_hear_nothing(receiver, sender):
    reader, other, shut = partner_client("status:read", "webhooks"), partner_client("webhooks"), partner_client()
    endpoints = [registered(partner, receiver) for partner in (reader, other, shut)]
    actor = staff("policy manager", "supervisor")
    partner_switch(actor=actor, partner_id=shut.credentials.partner.pk, active=False)
    tier_changed(reader)
    sender.drain()
    queued = WebhookDelivery.objects.values_list("endpoint", flat=True)
    assert (list(queued), len(receiver.received)) == ([endpoints[0]["id"]], 1)


def test_each_partner_hears_of_its_own_roster_and_who_may_follow_everybody_of_everybody(receiver):
    one, other, everybody, nobody = (partner_client() for _ in range(4))
    endpoints = [registered(partner, receiver) for partner in (one, other, everybody, nobody)]
    Partner.objects.filter(pk=everybody.credentials.partner.pk).update(scopes=["status:read", "status:all", "webhooks"])
    tier_changed(one)
    tier_changed(other)
    told = [
        [delivery["seq"] for delivery in log_of(partner, endpoint)]
        for partner, endpoint in zip((one, other, everybody, nobody), endpoints, strict=True)
    ]
    assert told == [[1], [2], [2, 1], []]


def test_what_waits_for_a_partner_that_is_shut_out_is_not_sent(partner, receiver, sender):
    registered(partner, receiver)
    tier_changed(partner)
    partner_switch(actor=staff("supervisor"), partner_id=partner.credentials.partner.pk, active=False)
    sender.drain()
    assert receiver.received == []


@pytest.mark.slow
def test_a_rotated_secret_signs_beside_the_new_one_until_its_end(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    rotation = f"{ENDPOINTS}/{endpoint['id']}/secret-rotation"
    second = partner.send(rotation, {"overlap_hours": 24}).json()["secret"]
    tier_changed(partner)
    sender.drain()
    both = receiver.received[-1]
    assert len(both.headers["webhook-signature"].split()) == 2
    for secret in (endpoint["secret"], second):
        assert Webhook(secret).verify(both.body, both.headers)

    WebhookSecret.objects.filter(ends_at__isnull=False).update(ends_at=clock.now())
    tier_changed(partner)
    sender.drain()
    alone = receiver.received[-1]
    assert Webhook(second).verify(alone.body, alone.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint["secret"]).verify(alone.body, alone.headers)

    partner.send(rotation, {})
    third = partner.send(rotation, {}).json()["secret"]
    assert partner.send(rotation, {}).json()["code"] == "too_many_secrets"
    fourth = partner.send(rotation, {"overlap_hours": 0}).json()["secret"]
    tier_changed(partner)
    sender.drain()
    leaked = receiver.received[-1]
    assert Webhook(fourth).verify(leaked.body, leaked.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(third).verify(leaked.body, leaked.headers)
    assert "secret" not in present(partner, endpoint)


def test_a_test_is_sent_once_and_says_nothing_of_the_endpoint(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    receiver.answers(status(500, body=b"no\0body"))
    answer = partner.send(f"{ENDPOINTS}/{endpoint['id']}/test", {})
    assert (answer.status_code, answer.json()["type"], answer.json()["state"]) == (202, "webhook.test", "pending")
    sender.drain()
    assert receiver.received[0].message["data"] == {"endpoint": endpoint["id"]}
    tried = log_of(partner, endpoint)[0]
    assert (tried["state"], tried["attempts"][0]["text"]) == ("failed", "no\ufffdbody")
    assert present(partner, endpoint)["failing_since"] is None


def test_a_delivery_is_sent_again_on_request_under_its_id(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    tier_changed(partner)
    delivery = log_of(partner, endpoint)[0]
    replay = f"{ENDPOINTS}/{endpoint['id']}/deliveries/{delivery['id']}/replay"
    assert partner.send(replay, {}).json()["code"] == "pending"
    sender.drain()
    assert partner.send(replay, {}).status_code == 202
    sender.drain()
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == delivery["message"]
    assert (first.body, len(log_of(partner, endpoint)[0]["attempts"])) == (second.body, 2)


def test_a_policy_that_takes_effect_is_told_without_a_shipper(partner, receiver, sender):
    registered(partner, receiver, kinds=["policy.in_force"], tiers=[3])
    policy = Policy.objects.earliest("pk")
    assert deliveries_queue(seqs=feed_policy_number(policy_id=policy.pk)) == 1
    sender.drain()
    message = receiver.received[0].message
    assert (message["type"], message["data"]) == ("policy.in_force", {"seq": 1, "policy_version": policy.version})


def test_evaluated_members_are_told_of_within_the_transaction_of_their_place(partner, receiver):
    """A place that is rolled back leaves no message behind."""
    registered(partner, receiver)
    member = enrolled()
    partner.follow(member)
    evaluated(member, enter=1, keep=1)
    with transaction.atomic():
        deliveries_queue(seqs=feed_number(change_ids=[Change.objects.latest("pk").pk]))
        assert WebhookDelivery.objects.count() == 2
        transaction.set_rollback(True)
    assert WebhookDelivery.objects.count() == 0
