from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.fields import EncryptedTextField
from apps.core.history import tracked
from apps.core.triggers import fixed_except
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.systems.models import Partner

# The first of the answer's content, which is kept for whoever looks for the fault.
MAX_KEPT_TEXT = 1_000
MAX_URL = 500


class WebhookKind(models.TextChoices):
    """The kinds of messages. A test is sent only on request."""

    STATUS_CHANGED = "status.changed", "A shipper's standing changed"
    POLICY_IN_FORCE = "policy.in_force", "A policy took effect"
    CORRECTION_MADE = "correction.made", "What was told of a shipper was corrected"
    TEST = "webhook.test", "A test"


# The kinds that an endpoint may be limited to.
CHOSEN_KINDS = (WebhookKind.STATUS_CHANGED, WebhookKind.POLICY_IN_FORCE, WebhookKind.CORRECTION_MADE)


class AttemptError(StrEnum):
    """The reasons why no answer came to an attempt; partners read them in the log of a delivery."""

    TIMEOUT = "timeout"
    CONNECT = "connect"
    TLS = "tls"
    PROTOCOL = "protocol"
    UNKNOWN_NAME = "unknown_name"
    NOT_PUBLIC = "not_public"
    PORT = "port"
    NOT_HTTPS = "not_https"
    MALFORMED = "malformed"
    INTERNAL = "internal"


class EndpointState(models.TextChoices):
    """The states of an endpoint. Nothing is sent to a disabled one, and nothing waits for it."""

    ACTIVE = "active", "Active"
    DISABLED = "disabled", "Disabled"


class DisabledBecause(models.TextChoices):
    """The reasons why an endpoint is disabled."""

    ASKED = "asked", "The partner asked for it"
    GONE = "gone", "It answered 410: it is gone"
    FAILING = "failing", "Nothing was taken for three days"


@tracked(exclude=["failing_since"])
class WebhookEndpoint(models.Model):
    """An address of a partner to which messages about changes are sent.

    `kinds`, `statuses` and `tiers` limit what is sent; an empty list limits nothing. `failing_since` is the moment
    of the first failed attempt after the last one that was taken. A deleted endpoint is kept for
    staff alone.
    """

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="webhook_endpoints")
    url = models.CharField(_lazy("address"), max_length=MAX_URL)
    description = models.CharField(max_length=200, blank=True, default="")
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    statuses = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    tiers = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    concurrency = models.PositiveSmallIntegerField(_lazy("at once"), default=4)
    state = models.CharField(max_length=10, choices=EndpointState, default=EndpointState.ACTIVE)
    reason = models.CharField(max_length=10, choices=DisabledBecause, blank=True, default="")
    since = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url


class WebhookSecret(models.Model):
    """A secret that signs the messages to an endpoint until `ends_at`; without an end it is the present one."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="secrets")
    secret = EncryptedTextField()
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], name="webhook_secret_present", condition=Q(ends_at=None)),
        ]
        triggers = fixed_except("ends_at")

    def __str__(self) -> str:
        return f"secret {self.pk}"


class DeliveryState(models.TextChoices):
    """The states of a delivery. One that failed may be sent again on request."""

    PENDING = "pending", "Pending"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"


class WebhookDelivery(models.Model):
    """A message to an endpoint, about a place of the feed or a correction; one without either is a test.

    `message` is the number by which the receiver knows the message again, however often it is sent. The worker that
    sends a delivery holds it until `leased_until`; if the worker is lost, the delivery is sent again after that moment.
    """

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=40, choices=WebhookKind)
    seq = models.BigIntegerField(_lazy("place of the feed"), null=True)
    correction = models.ForeignKey(
        PartnerCorrection, on_delete=models.PROTECT, null=True, db_index=False, related_name="deliveries"
    )
    message = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    # Attempts since the message was queued or replayed, which the wait for the next one grows with.
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_lazy("due"))
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _lazy("webhook deliveries")
        constraints = [models.UniqueConstraint(fields=["endpoint", "seq"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["endpoint", "due_at", "id"], name="webhook_pending", condition=Q(state="pending")),
            models.Index(fields=["endpoint"], name="webhook_leased", condition=Q(leased_until__isnull=False)),
            models.Index(fields=["endpoint", "-id"], name="webhook_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The id of the message, as its receiver reads it."""
        return f"msg_{self.message.hex}"


class WebhookAttempt(models.Model):
    """An attempt to deliver a message, and the answer to it. `status` is empty where no answer came."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    text = models.CharField(_lazy("content"), max_length=MAX_KEPT_TEXT, blank=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["delivery", "-id"], name="webhook_attempts_newest")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
