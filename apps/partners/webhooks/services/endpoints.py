"""Writes of endpoints and of their secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.services import record
from apps.partners.systems.models import Partner
from apps.partners.webhooks.models import (
    DeliveryState,
    DisabledBecause,
    EndpointState,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)
from apps.partners.webhooks.selectors import endpoint_of, endpoints_of
from apps.partners.webhooks.signatures import secret_make
from apps.partners.webhooks.targets import TargetRefused, target_check

MAX_ENDPOINTS = 10
# Secrets that sign at once, the present one among them.
MAX_SECRETS = 3
# The lists of an endpoint that limit what is sent.
_LIMITS = ("kinds", "statuses", "tiers")


@dataclass(frozen=True, slots=True)
class NewSecret:
    """An endpoint and its new secret, which is shown once."""

    endpoint: WebhookEndpoint
    secret: str


@dataclass(frozen=True, slots=True)
class EndpointChoice:
    """The choices of a partner for an endpoint. An empty list of kinds, statuses or tiers limits nothing."""

    url: str
    description: str = ""
    kinds: Sequence[str] = ()
    statuses: Sequence[str] = ()
    tiers: Sequence[int] = ()
    concurrency: int = 4


def endpoint_create(*, partner_id: int, choice: EndpointChoice) -> NewSecret:
    """Make an endpoint of a partner, with its first secret.

    Raises Invalid for an address to which nothing would be sent, Conflict for more endpoints than a partner may have.
    """
    # Looking a name up takes time, so no transaction waits for it.
    _require_target(choice.url)
    with transaction.atomic():
        Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner_id)
        if endpoints_of(partner_id).count() >= MAX_ENDPOINTS:
            raise Conflict(
                _("You have %(count)d endpoints, and may have no more. Delete one first.") % {"count": MAX_ENDPOINTS},
                code="too_many_endpoints",
            )
        now = clock.now()
        endpoint = WebhookEndpoint(partner_id=partner_id, since=now, created_at=now)
        _choose(endpoint, asdict(choice))
        endpoint.save()
        secret = WebhookSecret.objects.create(endpoint=endpoint, secret=secret_make(), created_at=now)
    return NewSecret(endpoint, secret.secret)


def endpoint_update(
    *, partner_id: int, endpoint_id: int, changes: Mapping[str, Any], state: EndpointState | None = None
) -> WebhookEndpoint:
    """Change an endpoint in the fields of its choice that `changes` names, and disable or enable the endpoint.

    The changes that the endpoint missed while it was disabled are in the feed.
    """
    url = changes.get("url")
    if url is not None and url != endpoint_of(partner_id, endpoint_id).url:
        _require_target(url)
    with transaction.atomic():
        endpoint = _lock(partner_id, endpoint_id)
        if url is not None and url != endpoint.url:
            # Failures of the old address say nothing about the new one.
            endpoint.failing_since = None
        _choose(endpoint, changes)
        if state == EndpointState.ACTIVE and endpoint.state != state:
            endpoint.state, endpoint.reason = EndpointState.ACTIVE, ""
            endpoint.since, endpoint.failing_since = clock.now(), None
        elif state == EndpointState.DISABLED and endpoint.state != state:
            endpoint_disable(endpoint=endpoint, reason=DisabledBecause.ASKED)
        endpoint.save()
    return endpoint


@transaction.atomic
def endpoint_delete(*, partner_id: int, endpoint_id: int) -> None:
    """Delete an endpoint for its partner. Its deliveries stay on record for staff."""
    endpoint = _lock(partner_id, endpoint_id)
    endpoint.deleted_at = clock.now()
    endpoint.save(update_fields=["deleted_at"])
    _give_up(endpoint)


@transaction.atomic
def endpoint_disable(*, endpoint: WebhookEndpoint, reason: DisabledBecause) -> None:
    """Send nothing more to an endpoint that the caller has locked; tell its partner, unless the partner asked."""
    endpoint.state, endpoint.reason, endpoint.since = EndpointState.DISABLED, reason, clock.now()
    endpoint.save(update_fields=["state", "reason", "since"])
    _give_up(endpoint)
    if reason != DisabledBecause.ASKED:
        record("partners.webhook_disabled", subject=("webhookendpoint", endpoint.pk), reason=str(reason))


@transaction.atomic
def secret_rotate(*, partner_id: int, endpoint_id: int, overlap: timedelta) -> NewSecret:
    """Give an endpoint a new secret; the present one signs as well until the overlap has passed.

    Raises Conflict while too many secrets sign already.
    """
    endpoint = _lock(partner_id, endpoint_id)
    now = clock.now()
    signing = WebhookSecret.objects.filter(endpoint=endpoint, ends_at__gt=now).count() + 1
    if overlap and signing >= MAX_SECRETS:
        raise Conflict(
            _("%(count)d secrets sign already. Wait until the oldest has ended, or rotate without an overlap.")
            % {"count": MAX_SECRETS},
            code="too_many_secrets",
        )
    secrets = WebhookSecret.objects.filter(endpoint=endpoint)
    (secrets.filter(ends_at=None) if overlap else secrets.exclude(ends_at__lte=now)).update(ends_at=now + overlap)
    secret = WebhookSecret.objects.create(endpoint=endpoint, secret=secret_make(), created_at=now)
    return NewSecret(endpoint, secret.secret)


def _lock(partner_id: int, endpoint_id: int) -> WebhookEndpoint:
    endpoint_of(partner_id, endpoint_id)
    return WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)


def _choose(endpoint: WebhookEndpoint, chosen: Mapping[str, Any]) -> None:
    for name, value in chosen.items():
        setattr(endpoint, name, sorted(set(value)) if name in _LIMITS else value)


def _give_up(endpoint: WebhookEndpoint) -> None:
    """End the deliveries that wait for an endpoint. The outcomes of those on their way are recorded as they come."""
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.FAILED, done_at=clock.now(), leased_until=None)


def _require_target(url: str) -> None:
    try:
        target_check(url)
    except TargetRefused as refusal:
        raise InvalidInput(str(refusal), code=refusal.code, fields={"url": [str(refusal)]}) from refusal
