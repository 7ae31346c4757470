"""Webhooks: the endpoints, the worker as production runs it, and how long messages are kept."""

from collections.abc import Callable
from datetime import date

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from apps.core import clock
from apps.core.errors import InvalidInput, NotAllowed
from apps.events.models import Event
from apps.partners.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.partners.webhooks.models import DeliveryState
from apps.partners.webhooks.services import endpoints
from apps.partners.webhooks.services.deliveries import MIN_DELIVERY_MONTHS, QUEUE_NAME, deliveries_delete
from tests.live import Worker, eventually
from tests.outbox import deliver
from tests.partners.client import partner_client
from tests.partners.hooks import ENDPOINTS, changed, log_of, present, receiving, registered, tier_changed
from tests.people import staff
from tests.standing.evaluations import enrolled


def wake() -> None:
    current_app.send_task("webhooks.send", queue=QUEUE_NAME, ignore_result=True)


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_a_worker_that_is_killed_between_send_and_commit_leaves_a_message_that_is_sent_again_under_its_id(
    live_db, worker: Worker
):
    with receiving() as receiver:
        partner = partner_client()
        partner.send("/api/v1/webhook-endpoints", {"url": receiver.url})
        partner.follow(enrolled())
        deliver()
        worker.start(queues=QUEUE_NAME)
        with transaction.atomic():
            # Keeps the worker from recording what the receiver has taken.
            WebhookEndpoint.objects.select_for_update().get()
            wake()
            eventually(lambda: receiver.received)
            eventually(somebody_waits_for_a_lock)
            worker.kill()
        assert WebhookDelivery.objects.get().state == "pending"
        # The time of the lease passes.
        WebhookDelivery.objects.update(leased_until=clock.now())

        worker.start(queues=QUEUE_NAME)
        wake()
        eventually(lambda: WebhookDelivery.objects.get().state == "delivered")
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == WebhookDelivery.objects.get().name
    assert first.body == second.body
    assert WebhookDelivery.objects.get().log.count() == 1


MONTH = date(2026, 3, 1)


@pytest.fixture
def endpoint() -> WebhookEndpoint:
    now = clock.now()
    partner = partner_client().credentials.partner
    return WebhookEndpoint.objects.create(partner=partner, url="https://hooks.example/", since=now, created_at=now)


def delivery(endpoint: WebhookEndpoint, month: date, state: str = DeliveryState.DELIVERED, attempts: int = 2) -> int:
    """Make a delivery that ended in the middle of a month, with attempts; one that is pending has no end."""
    at = clock.start_of(clock.add_days(month, 14))
    ended = None if state == DeliveryState.PENDING else at
    made = WebhookDelivery.objects.create(
        endpoint=endpoint, kind="webhook.test", state=state, due_at=at, created_at=at, done_at=ended
    )
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(delivery=made, at=at, status=200, milliseconds=9) for _attempt in range(attempts)
    )
    return made.pk


def months(count: int) -> date:
    return clock.add_months(MONTH, count)


def test_deliveries_are_deleted_by_month_with_their_attempts_and_an_event_each(endpoint):
    actor = staff("supervisor")
    delivery(endpoint, MONTH), delivery(endpoint, MONTH, DeliveryState.FAILED), delivery(endpoint, months(2))
    kept = {delivery(endpoint, months(3)), delivery(endpoint, MONTH, DeliveryState.PENDING)}
    with clock.at(clock.start_of(months(9))):
        assert deliveries_delete(before=months(3), actor=actor) == {"2026-03": 2, "2026-05": 1}
        assert deliveries_delete(before=months(3), actor=actor) == {}
    assert set(WebhookDelivery.objects.values_list("pk", flat=True)) == kept
    assert set(WebhookAttempt.objects.values_list("delivery", flat=True)) == kept
    told = Event.objects.filter(kind="webhook_deliveries.deleted").order_by("pk")
    assert [(event.actor, event.payload) for event in told] == [
        (actor, {"month": "2026-03", "deliveries": 2, "attempts": 4}),
        (actor, {"month": "2026-05", "deliveries": 1, "attempts": 2}),
    ]


def test_the_last_months_are_kept_and_who_deletes_runs_operations(endpoint):
    with clock.at(clock.start_of(MONTH)):
        with pytest.raises(InvalidInput, match="3 months"):
            deliveries_delete(before=months(1 - MIN_DELIVERY_MONTHS), actor=staff("supervisor"))
        with pytest.raises(NotAllowed):
            deliveries_delete(before=date(2020, 1, 1), actor=staff("officer"))


def test_the_command_deletes_and_says_what_is_wrong(endpoint, capsys):
    staff("supervisor", email="su@staff.example")
    delivery(endpoint, MONTH)
    for arguments, why in (
        (["--before", "soon", "--by", "su@staff.example"], "2026-01"),
        (["--before", "2020-01", "--by", "nobody@staff.example"], "Nobody has"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("webhook_deliveries_delete", *arguments)
    with clock.at(clock.start_of(months(9))):
        call_command("webhook_deliveries_delete", "--before", "2026-04", "--by", "su@staff.example")
    assert "1 deliveries of before 2026-04 are deleted." in capsys.readouterr().out
    assert not WebhookDelivery.objects.exists()


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
