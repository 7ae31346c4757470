"""Messages to partners: who gets which, what they say, and what becomes of each."""

from collections.abc import Iterator

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from apps.partners.webhooks.sender import Sender
from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.partners.receivers import Receiver, receiving
from tests.standing.evaluations import enrolled

pytestmark = pytest.mark.django_db
ENDPOINTS = "/api/v1/webhook-endpoints"


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    sender = Sender()
    yield sender
    sender.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def registered(partner: PartnerClient, receiver: Receiver, **choice: object) -> dict:
    answer = partner.send(ENDPOINTS, {"url": receiver.url, **choice})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def log_of(partner: PartnerClient, endpoint: dict, **query: object) -> list[dict]:
    return partner.get(f"{ENDPOINTS}/{endpoint['id']}/deliveries", query).json()["results"]


def test_a_change_reaches_the_receiver_signed_thin_and_once(partner, receiver, sender):
    endpoint = registered(partner, receiver, description="Our gate")
    member = enrolled(tier=1)
    enrolled()
    partner.follow(member)
    deliver()
    sender.drain()
    sender.drain()

    assert [request.message["data"] for request in receiver.received] == [
        {"seq": 1, "ksn": member.ksn},
        {"seq": 2, "ksn": member.ksn},
    ]
    first = receiver.received[0]
    assert first.line == "POST /hook HTTP/1.1"
    assert Webhook(endpoint["secret"]).verify(first.body, first.headers) == first.message
    assert first.message.keys() == {"type", "timestamp", "data"}
    assert first.message["type"] == "status.changed"
    place = partner.get("/api/v1/status-changes").json()["results"][0]
    assert first.message["timestamp"] == place["changed_at"].replace("+00:00", "Z")
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint["secret"]).verify(first.body + b" ", first.headers)
    latest = log_of(partner, endpoint)[0]
    assert (latest["state"], latest["seq"], latest["due_at"]) == ("delivered", 2, None)
    assert [(attempt["status"], attempt["text"]) for attempt in latest["attempts"]] == [(200, "ok")]
    assert latest["message"] == receiver.received[1].headers["webhook-id"]
