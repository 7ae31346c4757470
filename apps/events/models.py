"""The tables of events, of their deliveries to handlers, and of timers."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import request_at_hand
from apps.core.triggers import append_only


class Lane(models.TextChoices):
    """The urgency of a delivery: a suspension must not wait behind a million re-evaluations."""

    URGENT = "urgent", _lazy("Urgent")
    NORMAL = "normal", _lazy("Normal")
    BULK = "bulk", _lazy("Bulk")


class Event(models.Model):
    """A fact that is kept for ever. An event holds ids and codes, no personal data.

    `subject_type` and `subject_id` are the model name and id of the record that changed. `shipper_id` is the business
    whose timeline has the event. They are plain numbers, since an event outlives the records and this app knows no
    other.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    shipper_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    # The number of the request that recorded the event, as in the log and in the versions of records; None in a worker.
    request = models.UUIDField(null=True, editable=False, db_default=request_at_hand())

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["shipper_id", "id"], name="event_shipper", condition=Q(shipper_id__isnull=False)),
            BrinIndex(fields=["at"], autosummarize=True, name="event_at"),
            models.Index(fields=["request"], name="event_request", condition=Q(request__isnull=False)),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def business_id(self) -> int:
        """Return the number of the business. Use the property only for kinds that always have a business."""
        assert self.shipper_id is not None
        return self.shipper_id


class DeliveryState(models.TextChoices):
    """The states of a delivery. A parked one has failed too often and waits for staff."""

    PENDING = "pending", _lazy("Pending")
    DONE = "done", _lazy("Done")
    PARKED = "parked", _lazy("Parked")


class Delivery(models.Model):
    """The delivery of an event to a handler."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    lane = models.CharField(max_length=10, choices=Lane)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _lazy("deliveries")
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")]
        indexes = [
            models.Index(fields=["lane", "due_at", "id"], name="delivery_pending", condition=Q(state="pending")),
            models.Index(fields=["id"], name="delivery_parked", condition=Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of event {self.event_id}"


class Timer(models.Model):
    """An event that will be recorded at `due_at`, unless the timer is cleared before. Both delete the row.

    `step` distinguishes timers of one kind and subject, and becomes part of the event's payload. A handler of the event
    reads the present state: the business may already have done what the timer was to remind of.
    """

    kind = models.CharField(max_length=60)
    step = models.CharField(max_length=20, blank=True, default="")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    shipper_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "kind", "step"], name="timer_once")
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} at {self.due_at:%Y-%m-%d}"
