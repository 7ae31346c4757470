"""The endpoints of webhooks: whose they are, where they may lead, and what may be chosen."""

from collections.abc import Callable

import pytest
from django.test import override_settings

from apps.partners.models import WebhookEndpoint
from apps.partners.webhooks.services import endpoints
from tests.partners.client import partner_client
from tests.partners.hooks import ENDPOINTS, changed, log_of, present, registered, tier_changed


def test_an_endpoint_is_read_changed_and_deleted_by_its_partner_alone(partner, receiver):
    made = registered(partner, receiver, description="Gate", tiers=[2, 1, 2], concurrency=10)
    assert made.pop("secret").startswith("whsec_")
    assert present(partner, made) == made | {"tiers": [1, 2]}
    after = changed(partner, made, description="", tiers=[])
    assert (after["description"], after["tiers"], after["concurrency"]) == ("", [], 10)
    other = partner_client("webhooks")
    path = f"{ENDPOINTS}/{made['id']}"
    tier_changed(partner)
    number = log_of(partner, made)[0]["id"]
    refused: list[Callable] = [
        lambda: other.get(path),
        lambda: other.patch(path, {}, "application/json"),
        lambda: other.delete(path),
        lambda: other.send(f"{path}/test", {}),
        lambda: other.send(f"{path}/secret-rotation", {}),
        lambda: other.get(f"{path}/deliveries"),
        lambda: other.send(f"{path}/deliveries/{number}/replay", {}),
    ]
    assert {ask().status_code for ask in refused} == {404}
    own = registered(other, receiver)
    assert other.send(f"{ENDPOINTS}/{own['id']}/deliveries/{number}/replay", {}).status_code == 404
    assert partner.delete(path).status_code == 204
    assert partner.get(path).status_code == 404
    assert partner.get(ENDPOINTS).json() == {"results": []}
    assert WebhookEndpoint.objects.get(pk=made["id"]).deliveries.get().state == "failed"


def test_a_change_leaves_what_another_has_changed_meanwhile(partner, receiver, monkeypatch):
    made = registered(partner, receiver)
    # The other change comes while the new address is looked up.
    monkeypatch.setattr(endpoints, "target_check", lambda _url: changed(partner, made, description="Gate"))
    after = changed(partner, made, url=f"{receiver.url}/other")
    assert (after["url"], after["description"]) == (f"{receiver.url}/other", "Gate")


def test_a_partner_has_ten_at_most(partner, receiver):
    made = [registered(partner, receiver) for _ in range(10)]
    refused = partner.send(ENDPOINTS, {"url": receiver.url})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_endpoints")
    partner.delete(f"{ENDPOINTS}/{made[0]['id']}")
    assert len(registered(partner, receiver)) > 0


@pytest.mark.parametrize(
    "choice",
    [
        {"kinds": ["webhook.test"]},
        {"kinds": "status.changed"},
        {"statuses": ["known"]},
        {"tiers": [4]},
        {"tiers": [0, 1, 2, 3, 3]},
        {"concurrency": 0},
        {"concurrency": 11},
        {"secret": "mine"},
        {"url": "https://x.example/" + "a" * 500},
    ],
)
def test_a_choice_that_can_not_be_is_named(partner, choice):
    answer = partner.send(ENDPOINTS, {"url": "http://127.0.0.1:9/", **choice})
    named = {name.partition(".")[0] for name in answer.json()["errors"]}
    assert (answer.status_code, named) == (422, set(choice))


@override_settings(WEBHOOK_LOOPBACK=False)
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/", "not_https"),
        ("ftp://example.com/", "not_https"),
        ("hooks", "not_https"),
        ("https://", "not_https"),
        ("https://[::1", "malformed"),
        ("https://me:secret@1.1.1.1/", "malformed"),
        ("https://1.1.1.1/#part", "malformed"),
        ("https://1.1.1.1:22/", "port"),
        ("https://127.0.0.1/", "not_public"),
        ("https://localhost/", "not_public"),
        ("https://0x7f000001/", "not_public"),
        ("https://2130706433/", "not_public"),
        ("https://169.254.169.254/latest/meta-data", "not_public"),
        ("https://[::ffff:10.0.0.1]/", "not_public"),
        ("https://no-such-name.invalid/", "unknown_name"),
        ("https://a..example/", "unknown_name"),
        (f"https://{'a' * 64}.example/", "unknown_name"),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_refused_with_the_reason(partner, url, code):
    answer = partner.send(ENDPOINTS, {"url": url})
    assert (answer.status_code, answer.json().get("code"), list(answer.json()["errors"])) == (422, code, ["url"])


def test_pages_of_deliveries_end(partner, receiver):
    endpoint = registered(partner, receiver)
    for _member in range(3):
        tier_changed(partner)
    path = f"{ENDPOINTS}/{endpoint['id']}/deliveries"
    first = partner.get(path, {"limit": 2}).json()
    second = partner.get(path, {"limit": 2, "before": first["next"]}).json()
    seqs = [[delivery["seq"] for delivery in page["results"]] for page in (first, second)]
    assert (seqs, second["next"]) == ([[3, 2], [1]], None)
    assert log_of(partner, endpoint, state="delivered") == []
