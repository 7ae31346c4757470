from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import NotFound
from apps.partners.credentials.selectors import good_at
from apps.partners.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookSecret


def endpoints_of(partner_id: int) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints of a partner, in the order in which they were made."""
    return WebhookEndpoint.objects.filter(partner=partner_id, deleted_at=None).order_by("pk")


def endpoint_of(partner_id: int, endpoint_id: int) -> WebhookEndpoint:
    """Return one of the partner's endpoints; raise NotFound for any other."""
    endpoint = endpoints_of(partner_id).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound(_("You have no endpoint with this number."))
    return endpoint


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Return the deliveries to an endpoint, the latest first, each with the log of its attempts."""
    return WebhookDelivery.objects.filter(endpoint=endpoint).prefetch_related("log").order_by("-pk")


def delivery_of(partner_id: int, endpoint_id: int, delivery_id: int) -> WebhookDelivery:
    """Return a delivery to one of the partner's endpoints; raise NotFound for any other."""
    delivery = deliveries_of(endpoint_of(partner_id, endpoint_id)).filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound(_("This endpoint has no delivery with this number."))
    return delivery


def keys_of(endpoint_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the secrets that sign messages to endpoints now, the present one of each first."""
    keys: dict[int, list[str]] = {endpoint_id: [] for endpoint_id in endpoint_ids}
    for secret in WebhookSecret.objects.filter(good_at(clock.now()), endpoint__in=endpoint_ids).order_by("-pk"):
        keys[secret.endpoint_id].append(secret.secret)
    return keys
