"""Receivers that are down, slow, gone or hostile, and senders that are lost: what becomes of their messages."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import OperationalError

from apps.core import clock
from apps.partners.systems.services import partner_contact_set
from apps.partners.webhooks.sender import Sender
from apps.partners.webhooks.services.deliveries import (
    LEASE,
    MAX_ATTEMPTS,
    WAITS,
    deliveries_claim,
    outcomes_record,
)
from apps.partners.webhooks.targets import LOOK_UP_SECONDS
from apps.partners.webhooks.transport import TOTAL_SECONDS, AttemptOutcome
from tests.disputes.sources import at
from tests.live import eventually
from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.partners.hooks import ENDPOINTS, changed, log_of, present, receiving, registered, status, tier_changed
from tests.people import staff
from tests.standing.evaluations import enrolled


def failing(partner: PartnerClient, endpoint: dict, answer: AttemptOutcome, *, until: int = MAX_ATTEMPTS) -> datetime:
    """Let so many attempts of the one delivery fail, each at the moment when it is due; return the last moment."""
    moment = clock.now()
    for _attempt in range(until):
        with at(moment):
            for delivery in deliveries_claim(free=10, failing=10):
                outcomes_record(outcomes={delivery.pk: answer})
        due = log_of(partner, endpoint)[0]["due_at"]
        if due is None:
            break
        moment = datetime.fromisoformat(due)
    return moment


@pytest.mark.slow
def test_attempts_go_on_for_three_days_and_then_the_endpoint_is_disabled_and_its_partner_told(partner, receiver):
    actor = staff("supervisor")
    partner_contact_set(actor=actor, partner_id=partner.credentials.partner.pk, contact_email="gate@market.example")
    endpoint = registered(partner, receiver)
    tier_changed(partner)
    begun = clock.now()
    ended = failing(partner, endpoint, AttemptOutcome(status=500, text="no"))

    delivery = log_of(partner, endpoint)[0]
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", MAX_ATTEMPTS)
    assert timedelta(days=3) <= ended - begun <= timedelta(days=4)
    after = present(partner, endpoint)
    assert (after["state"], after["reason"]) == ("disabled", "failing")
    with at(ended):
        deliver()
    (told,) = (sent for sent in mail.outbox if sent.to == ["gate@market.example"])
    assert receiver.url in told.body
    assert partner.send(f"{ENDPOINTS}/{endpoint['id']}/test", {}).json()["code"] == "disabled"

    tier_changed(partner)
    assert len(log_of(partner, endpoint)) == 1
    again = changed(partner, endpoint, state="active")
    assert (again["state"], again["reason"], again["failing_since"]) == ("active", "", None)
    tier_changed(partner)
    assert len(log_of(partner, endpoint)) == 2


def test_gone_disables_at_once_and_ends_what_waits(partner, receiver, sender):
    endpoint = registered(partner, receiver, concurrency=1)
    receiver.answers(status(410))
    partner.follow(enrolled(), enrolled())
    deliver()
    sender.drain()
    assert len(receiver.received) == 1
    assert [delivery["state"] for delivery in log_of(partner, endpoint)] == ["failed", "failed"]
    assert present(partner, endpoint)["reason"] == "gone"
    deliver()
    assert all(receiver.url not in sent.body for sent in mail.outbox), "the partner has no contact"


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (status(301, "Location: http://127.0.0.1:1/elsewhere"), "", 301),
        (status(500), "", 500),
        (status(404, body=b"x" * 5000), "", 404),
        (b"garbage\r\n\r\n", "protocol", None),
        (b"", "protocol", None),
    ],
)
def test_whatever_else_is_answered_is_tried_again(partner, receiver, sender, answer, error, code):
    endpoint = registered(partner, receiver)
    receiver.answers(answer)
    tier_changed(partner)
    sender.drain()
    delivery = log_of(partner, endpoint)[0]
    (attempt,) = delivery["attempts"]
    assert (delivery["state"], attempt["status"], attempt["error"]) == ("pending", code, error)
    assert len(attempt["text"]) <= 1000
    wait = datetime.fromisoformat(delivery["due_at"]) - datetime.fromisoformat(attempt["at"])
    assert WAITS[0] <= wait <= 1.2 * WAITS[0] + timedelta(seconds=1)
    assert len(receiver.received) == 1, "nothing is followed"


def test_a_receiver_that_was_down_for_an_hour_gets_everything(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    receiver.answers(status(503))
    ksn = tier_changed(partner)
    begun = clock.now()
    moments = [begun + timedelta(minutes=minutes) for minutes in (0, 1, 8, 45)]
    for moment in moments:
        with at(moment):
            sender.drain()
    receiver.answers(status(204))
    with at(begun + timedelta(hours=4)):
        sender.drain()
        again = present(partner, endpoint)
    delivery = log_of(partner, endpoint)[0]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [204, 503, 503, 503, 503]
    assert {request.headers["webhook-id"] for request in receiver.received} == {delivery["message"]}
    assert receiver.received[-1].message["data"]["ksn"] == ksn
    assert (delivery["state"], again["failing_since"]) == ("delivered", None)


def test_a_receiver_that_asks_to_wait_is_left_alone_for_a_day_at_most(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    waits = {}
    for asked in ("3600", "999999", "soon"):
        receiver.answers(status(429, f"Retry-After: {asked}"))
        tier_changed(partner)
        sender.drain()
        delivery = log_of(partner, endpoint)[0]
        waits[asked] = datetime.fromisoformat(delivery["due_at"]) - datetime.fromisoformat(
            delivery["attempts"][0]["at"]
        )
    second = timedelta(seconds=1)
    assert timedelta(hours=1) <= waits["3600"] < timedelta(hours=1) + second
    assert timedelta(days=1) <= waits["999999"] < timedelta(days=1) + second
    assert waits["soon"] <= 1.2 * WAITS[0] + second


def test_an_endless_answer_is_left_after_its_beginning(partner, receiver, sender):
    sent: list[int] = []

    def pour(connection) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        sent.extend(connection.send(b"x" * 1_000_000) for _piece in range(1000))

    endpoint = registered(partner, receiver)
    receiver.answer = pour
    tier_changed(partner)
    sender.drain()
    (attempt,) = log_of(partner, endpoint)[0]["attempts"]
    assert (attempt["status"], len(attempt["text"])) == (200, 1000)
    assert sum(sent) < 50_000_000


@pytest.mark.slow
def test_a_slow_receiver_is_left_in_time_and_holds_up_nobody_else(partner, receiver, sender, monkeypatch):
    monkeypatch.setattr("apps.partners.webhooks.transport.TOTAL_SECONDS", 1.0)
    with receiving() as slow:
        slow.answer = lambda connection: time.sleep(3)
        slow_one = registered(partner, slow, concurrency=2)
        quick_one = registered(partner, receiver)
        partner.follow(*(enrolled() for _member in range(4)))
        deliver()
        begun = time.monotonic()
        sender.drain()
        assert [request.at - begun < 1 for request in receiver.received] == [True] * 4
        assert {delivery["state"] for delivery in log_of(partner, quick_one)} == {"delivered"}
        tried = log_of(partner, slow_one)
        assert {attempt["error"] for delivery in tried for attempt in delivery["attempts"]} == {"timeout"}
        assert [len(delivery["attempts"]) for delivery in tried] == [1] * 4


def test_claims_take_turns_and_keep_to_what_an_endpoint_takes_at_once(partner, receiver):
    busy, other = (registered(partner, receiver, concurrency=2) for _ in range(2))
    partner.follow(*(enrolled() for _member in range(5)))
    deliver()
    claimed = deliveries_claim(free=3, failing=3)
    assert sorted(delivery.endpoint_id for delivery in claimed) == [busy["id"], busy["id"], other["id"]]
    assert [delivery.endpoint_id for delivery in deliveries_claim(free=10, failing=10)] == [other["id"]]
    assert deliveries_claim(free=10, failing=10) == []

    outcomes_record(outcomes={delivery.pk: AttemptOutcome(status=500) for delivery in claimed})
    assert len(deliveries_claim(free=10, failing=0)) == 0, "both fail, and have no share"
    with at(clock.now() + LEASE):
        one_each = deliveries_claim(free=10, failing=10)
    assert sorted(delivery.endpoint_id for delivery in one_each) == [busy["id"], other["id"]]


def test_the_message_that_waits_longest_leaves_first(partner, receiver, sender):
    registered(partner, receiver, concurrency=1)
    partner.follow(*(enrolled() for _member in range(4)))
    deliver()
    sender.drain()
    assert [request.message["data"]["seq"] for request in receiver.received] == [1, 2, 3, 4]


def test_a_lease_outlasts_the_attempt_so_that_no_message_is_on_its_way_twice():
    assert timedelta(seconds=LOOK_UP_SECONDS + TOTAL_SECONDS) < LEASE


def test_a_sender_outlives_the_loss_of_the_database(monkeypatch):
    looks: list[int] = []

    def claim(**_free: int) -> list:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OperationalError
        return []

    monkeypatch.setattr("apps.partners.webhooks.sender.deliveries_claim", claim)
    monkeypatch.setattr("apps.partners.webhooks.sender.PAUSE_SECONDS", 0)
    sender = Sender()
    thread = threading.Thread(target=sender.run, daemon=True)
    thread.start()
    sender.wake()
    eventually(lambda: len(looks) > 1, within=20)
    sender.stop()
    sender.wake()
    thread.join()
    sender.close()


def test_a_lease_that_ended_is_taken_by_another(partner, receiver, sender):
    endpoint = registered(partner, receiver)
    tier_changed(partner)
    (lost,) = deliveries_claim(free=10, failing=10)
    sender.drain()
    assert receiver.received == []
    with at(clock.now() + LEASE):
        sender.drain()
    assert [request.headers["webhook-id"] for request in receiver.received] == [lost.name]
    # Whoever was thought lost comes back after all: what was delivered stays delivered.
    outcomes_record(outcomes={lost.pk: AttemptOutcome(error="timeout")})
    assert log_of(partner, endpoint)[0]["state"] == "delivered"
