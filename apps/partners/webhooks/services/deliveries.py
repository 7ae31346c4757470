"""The deliveries of a message to an endpoint: leased, sent, tried again, and deleted in time."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from http import HTTPStatus

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.wake_ups import wake_on_commit
from apps.events.services import record
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.webhooks.models import (
    DeliveryState,
    DisabledBecause,
    EndpointState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookKind,
)
from apps.partners.webhooks.selectors import delivery_of, endpoint_of
from apps.partners.webhooks.services.endpoints import endpoint_disable
from apps.partners.webhooks.statements import CLAIM, DELETE_MONTH, FIRST_DONE, QUEUE, QUEUE_CORRECTIONS
from apps.partners.webhooks.transport import AttemptOutcome

QUEUE_NAME = "webhooks"
# The waits between attempts, those that Standard Webhooks gives: the tenth attempt comes three days after the first.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
MAX_ATTEMPTS = len(WAITS) + 1
# A wait is lengthened by up to this share, so that what failed together does not come back together.
JITTER = 0.2
LASTING = timedelta(days=3)
# Longer than an attempt may take: the lease of a sender that was lost ends after this time.
LEASE = timedelta(seconds=45)
# Any number that no other advisory lock of this program uses.
CLAIM_LOCK = 0x6B735F686F6F6B
_NOT_NOW = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@transaction.atomic
def deliveries_queue(*, seqs: Sequence[int]) -> int:
    """Queue a message about each of these new places of the feed to each endpoint that wants to hear of it.

    Returns how many were queued. The rows belong to the transaction that gives the places: none is lost, and none tells
    of a place that is not there.
    """
    return _queue(QUEUE, seqs)


@transaction.atomic
def corrections_queue(*, correction_ids: Sequence[int]) -> int:
    """Queue a message about each of these new corrections to each endpoint of its partner that wants to hear of it.

    Returns how many were queued. The caller has made the corrections in the same transaction.
    """
    return _queue(QUEUE_CORRECTIONS, correction_ids)


@transaction.atomic
def endpoint_test(*, partner_id: int, endpoint_id: int) -> WebhookDelivery:
    """Queue a test to an endpoint, which is tried once."""
    endpoint = endpoint_of(partner_id, endpoint_id)
    _require_active(endpoint)
    now = clock.now()
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, kind=WebhookKind.TEST, due_at=now, created_at=now)
    _wake()
    return delivery


@transaction.atomic
def delivery_replay(*, partner_id: int, endpoint_id: int, delivery_id: int) -> WebhookDelivery:
    """Send a message again from now, under its own id, whether or not it was taken.

    Raises Conflict for one that is still on its way, or whose endpoint is disabled.
    """
    delivery_of(partner_id, endpoint_id, delivery_id)
    _require_active(WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id))
    delivery = WebhookDelivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    if delivery.state == DeliveryState.PENDING:
        raise Conflict(_("This message is still on its way. Its due_at says when it is tried next."), code="pending")
    delivery.state, delivery.attempts, delivery.done_at = DeliveryState.PENDING, 0, None
    delivery.due_at, delivery.leased_until = clock.now(), None
    delivery.save()
    _wake()
    return delivery


@transaction.atomic
def deliveries_claim(*, free: int, failing: int) -> list[WebhookDelivery]:
    """Lease due deliveries to the caller, at most `free`, and at most `failing` to endpoints that fail.

    One process claims at a time, so that its counts of the deliveries of an endpoint are true until it has committed.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
        cursor.execute(CLAIM, {"now": now, "lease": now + LEASE, "free": free, "failing": failing})
        claimed = [number for (number,) in cursor.fetchall()]
    found = WebhookDelivery.objects.filter(pk__in=claimed).select_related("endpoint").order_by("due_at", "pk")
    return list(found) if claimed else []


@transaction.atomic
def outcomes_record(*, outcomes: Mapping[int, AttemptOutcome]) -> None:
    """Record the outcomes of attempts, by the numbers of their deliveries, and draw the consequences for endpoints."""
    now = clock.now()
    # Endpoints before deliveries, as everywhere: whoever disables one ends its deliveries afterwards.
    tried_ones = WebhookDelivery.objects.filter(pk__in=outcomes).order_by("pk")
    endpoints = WebhookEndpoint.objects.filter(pk__in=tried_ones.order_by().values("endpoint")).order_by("pk")
    locked = {endpoint.pk: endpoint for endpoint in endpoints.select_for_update(no_key=True)}
    by_endpoint: dict[int, list[WebhookDelivery]] = defaultdict(list)
    for delivery in tried_ones.select_for_update(no_key=True):
        by_endpoint[delivery.endpoint_id].append(delivery)
        _advance(delivery, outcomes[delivery.pk])
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(
            delivery_id=number,
            at=now,
            status=outcome.status,
            milliseconds=outcome.milliseconds,
            text=outcome.text,
            error=outcome.error,
        )
        for number, outcome in outcomes.items()
    )
    if taken := [number for number, outcome in outcomes.items() if outcome.was_taken]:
        told = PartnerCorrection.objects.filter(deliveries__in=taken, told_at=None)
        PartnerCorrection.objects.filter(pk__in=told.values("pk")).update(told_at=now)
    for endpoint_id, tried in by_endpoint.items():
        judged = [outcomes[delivery.pk] for delivery in tried if delivery.kind != WebhookKind.TEST]
        if judged:
            _judge(locked[endpoint_id], judged)


def _queue(statement: str, numbers: Sequence[int]) -> int:
    """Queue messages about the rows of these numbers by a statement, and wake the sender; return how many."""
    if not numbers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, {"numbers": list(numbers), "now": clock.now()})
        queued = cursor.rowcount
    if queued:
        _wake()
    return queued


def _advance(delivery: WebhookDelivery, outcome: AttemptOutcome) -> None:
    """Move a delivery on by the outcome of an attempt. A delivery that was given up meanwhile can only be delivered."""
    now = clock.now()
    delivery.leased_until = None
    if outcome.was_taken:
        delivery.state, delivery.done_at = DeliveryState.DELIVERED, now
    elif delivery.state == DeliveryState.PENDING:
        last = 1 if delivery.kind == WebhookKind.TEST else MAX_ATTEMPTS
        if delivery.attempts + 1 >= last:
            delivery.state, delivery.done_at = DeliveryState.FAILED, now
        else:
            delivery.due_at = now + _wait(delivery.attempts, outcome)
    delivery.attempts += 1
    delivery.save(update_fields=["state", "done_at", "due_at", "attempts", "leased_until"])


def _wait(attempts: int, outcome: AttemptOutcome) -> timedelta:
    """Return how long to wait after so many earlier attempts: longer each time, and no shorter than was asked for."""
    wait = WAITS[attempts] * (1 + JITTER * random.random())  # noqa: S311 # nosec B311 # no secret
    if outcome.status in _NOT_NOW and outcome.retry_after:
        return max(wait, timedelta(seconds=outcome.retry_after))
    return wait


def _judge(endpoint: WebhookEndpoint, outcomes: Sequence[AttemptOutcome]) -> None:
    """Note whether an endpoint takes what is sent to it, and disable one that is gone or takes nothing for days."""
    if any(outcome.status == HTTPStatus.GONE for outcome in outcomes):
        reason = DisabledBecause.GONE
    elif any(outcome.was_taken for outcome in outcomes):
        if endpoint.failing_since:
            endpoint.failing_since = None
            endpoint.save(update_fields=["failing_since"])
        return
    elif endpoint.failing_since is None:
        endpoint.failing_since = clock.now()
        endpoint.save(update_fields=["failing_since"])
        return
    elif clock.now() - endpoint.failing_since >= LASTING:
        reason = DisabledBecause.FAILING
    else:
        return
    if endpoint.state == EndpointState.ACTIVE:
        endpoint_disable(endpoint=endpoint, reason=reason)


def _require_active(endpoint: WebhookEndpoint) -> None:
    if endpoint.state != EndpointState.ACTIVE:
        raise Conflict(_("This endpoint is disabled. Enable it first."), code="disabled")


def _wake() -> None:
    wake_on_commit("webhooks.send", queue=QUEUE_NAME)


# A decision of the program: whoever looks for the fault of a receiver looks within a quarter, and the feed can be read
# again from any place for ever.
MIN_DELIVERY_MONTHS = 3


def deliveries_delete(*, before: date, actor: User) -> dict[str, int]:
    """Delete the deliveries that ended before a month, with their attempts; return the deliveries of each month.

    Each month is deleted in a transaction of its own, with an event that says who asked. Deliveries that are not ended
    stay, however old they are.

    Raises NotAllowed for an actor who may not run operations, Invalid for a month within `MIN_DELIVERY_MONTHS`.
    """
    permissions.require(actor, "operate")
    before = clock.month_of(before)
    if before > clock.add_months(clock.month_of(clock.today()), -MIN_DELIVERY_MONTHS):
        raise InvalidInput(
            _("The deliveries of the last %(months)s months are kept: partners look for faults by them.")
            % {"months": MIN_DELIVERY_MONTHS}
        )
    deleted = {}
    month = _first_month()
    while month is not None and month < before:
        if count := _month_delete(month, actor):
            deleted[f"{month:%Y-%m}"] = count
        month = clock.add_months(month, 1)
    return deleted


def _first_month() -> date | None:
    """Return the month in which the first of all deliveries ended; None where none ended."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DONE)
        (first,) = cursor.fetchone()
    return clock.month_of(clock.day_of(first)) if first else None


@transaction.atomic
def _month_delete(month: date, actor: User) -> int:
    """Delete what ended until the end of a month, and record who asked; return the number of deliveries."""
    with connection.cursor() as cursor:
        cursor.execute(DELETE_MONTH, {"end": clock.start_of(clock.add_months(month, 1))})
        attempts, deliveries = cursor.fetchone()
    if deliveries:
        record(
            "webhook_deliveries.deleted",
            subject=("webhookdelivery", 0),
            actor=actor,
            month=f"{month:%Y-%m}",
            deliveries=deliveries,
            attempts=attempts,
        )
    return deliveries
