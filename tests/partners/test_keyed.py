"""A request whose answer was lost is sent again under its Idempotency-Key: the answer is the same, and done is once."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from apps.core import clock
from apps.ledger.models import Recording
from apps.partners.kept_answers.models import KeptAnswer
from apps.partners.models import WebhookEndpoint
from apps.partners.reports.selectors import KEY_TIME
from apps.partners.tasks import clear_tokens
from tests.ledger.conftest import shipment
from tests.partners.client import PartnerClient, partner_client
from tests.races import at_once

ENDPOINTS = "/api/v1/webhook-endpoints"
HOOK = {"url": "http://localhost:9/hooks"}
KEY = {"Idempotency-Key": "monday"}
REASON = {"reason": "The file was of another day."}


def reversal_path(partner: PartnerClient, reference: str = "A1") -> str:
    """Report a parcel; return where the report is taken back."""
    number = partner.send("/api/v1/shipments", [shipment(reference)]).json()["recording"]
    return f"/api/v1/recordings/{number}/reversal"


def test_a_reversal_whose_answer_was_lost_is_told_again(partner: PartnerClient) -> None:
    path = reversal_path(partner)
    first = partner.send(path, REASON, **KEY)
    with clock.at(clock.now() + KEY_TIME - timedelta(minutes=1)):
        clear_tokens()
    again = partner.send(path, REASON, **KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (200, first.content)
    assert (again["Location"], again["Idempotent-Replayed"]) == (first["Location"], "true")
    assert "Idempotent-Replayed" not in first
    assert Recording.objects.filter(kind="reversal").count() == 1
    assert partner.send(path, REASON).json()["code"] == "taken_back"


def test_another_request_under_the_key_is_refused(partner: PartnerClient) -> None:
    paths = [reversal_path(partner, reference) for reference in ("A1", "A2")]
    assert partner.send(paths[0], REASON, **KEY).status_code == 200
    for path, asked in ((paths[1], REASON), (paths[0], {"reason": "Another."}), (ENDPOINTS, HOOK)):
        answer = partner.send(path, asked, **KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert not WebhookEndpoint.objects.exists()


def test_what_was_refused_may_be_mended_under_the_same_key(partner: PartnerClient) -> None:
    path = reversal_path(partner)
    assert partner.send(path, {}, **KEY).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert partner.send(path, REASON, **KEY).status_code == 200


def test_a_new_secret_is_told_again_and_kept_encrypted(partner: PartnerClient) -> None:
    first, again = (partner.send(ENDPOINTS, HOOK, **KEY) for _turn in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert WebhookEndpoint.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM partners_keptanswer")
        (content,) = cursor.fetchone()
    assert first.json()["secret"].encode() not in bytes(content)


def test_each_client_has_keys_of_its_own(partner: PartnerClient) -> None:
    for each in (partner, partner_client()):
        assert "Idempotent-Replayed" not in each.send(ENDPOINTS, HOOK, **KEY)
    assert WebhookEndpoint.objects.count() == 2


@pytest.mark.parametrize("is_cleared", [True, False])
def test_a_key_may_be_used_anew_after_its_time(partner: PartnerClient, is_cleared: bool) -> None:
    with clock.at(clock.now() - KEY_TIME - timedelta(minutes=1)):
        kept = KeptAnswer.objects.create(
            partner=partner.credentials.partner, key=sha256(b"monday").hexdigest(), request_digest=b"0" * 32, status=200
        )
    if is_cleared:
        clear_tokens()
        assert not KeptAnswer.objects.filter(pk=kept.pk).exists()
    assert partner.send(ENDPOINTS, HOOK, **KEY).status_code == 201


@pytest.mark.slow
def test_two_requests_with_one_key_at_once_are_done_once(live_db: Any) -> None:
    partner = partner_client()
    answers: list[Any] = []
    at_once(*[lambda: answers.append(partner.send(ENDPOINTS, HOOK, **KEY).json())] * 2)
    assert answers[0] == answers[1]
    assert WebhookEndpoint.objects.count() == 1
