"""The standing of each member, and the history of its changes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.core.triggers import append_only
from apps.evaluation.models import Evaluation
from apps.shippers.models import Shipper


class Status(models.TextChoices):
    ACTIVE = "active", _lazy("Active")
    CONDITIONAL = "conditional", _lazy("Conditional")
    SUSPENDED = "suspended", _lazy("Suspended")
    REMOVED = "removed", _lazy("Removed")
    WITHDRAWN = "withdrawn", pgettext_lazy("standing", "Withdrawn")


# The parts of a standing. Each has a column `<part>_since`, the moment since which the part is as it is.
PARTS = ("status", "tier", "validated")


class Standing(models.Model):
    """The present standing of a shipper: status, validation and tier. The benefits of the shipper follow from all
    three.
    """

    shipper = models.OneToOneField(Shipper, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    status = models.CharField(max_length=12, choices=Status)
    validated = models.BooleanField(default=False)
    tier = models.PositiveSmallIntegerField(default=0)
    # True while the member is on conditions because nobody reviewed a suspension at once. No benefit lowers exams then.
    examine_all = models.BooleanField(_lazy("every parcel is examined"), default=False, db_default=False)
    # True while a party behind the business is confirmed to be one of a list: no parcel may be loaded (ADR 0122).
    parcels_held = models.BooleanField(_lazy("parcels are held"), default=False, db_default=False)
    # The moment since which all of the standing is as it is, then the moments of its parts.
    since = models.DateTimeField()
    status_since = models.DateTimeField(db_default=Now())
    tier_since = models.DateTimeField(db_default=Now())
    validated_since = models.DateTimeField(_lazy("proved so since"), db_default=Now())
    # The moment at which conditions or a suspension end by themselves at the latest. It is kept while the business is
    # away, so that leaving ends neither.
    ends_at = models.DateTimeField(_lazy("restricted until"), null=True, blank=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_status_display()}, tier {self.tier}"

    @property
    def is_examined_fully(self) -> bool:
        """Whether every parcel is examined, for whatever reason: what partners and the public read as `examine_all`."""
        return self.examine_all or self.parcels_held


class Change(models.Model):
    """A change of a standing: what it was before, what it became, why, and by whom. A change is never computed anew."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    action = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=Status)
    validated = models.BooleanField()
    tier = models.PositiveSmallIntegerField()
    # Whether every parcel is examined from then on, for whatever reason.
    examine_all = models.BooleanField(default=False, db_default=False)
    status_before = models.CharField(max_length=12, choices=Status, blank=True)
    tier_before = models.PositiveSmallIntegerField(null=True)
    # Codes that partners may see. No code tells a category or a finding.
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _lazy("change of standing")
        verbose_name_plural = _lazy("changes of standing")
        indexes = [
            models.Index(fields=["shipper", "-id"], name="change_shipper"),
            models.Index(fields=["at"], name="change_at"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
