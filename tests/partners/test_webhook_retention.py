"""The deletion of old deliveries of webhooks, by command alone."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.core.errors import InvalidInput, NotAllowed
from apps.events.models import Event
from apps.partners.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.partners.webhooks.models import DeliveryState
from apps.partners.webhooks.services.retention import MIN_DELIVERY_MONTHS, deliveries_delete
from tests.partners.client import partner_client
from tests.people import staff

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
