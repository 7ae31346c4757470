"""The decisions on an application, and the appeal against a denial."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.application import Application
from apps.applications.models.reviews import Written
from apps.applications.reasons import DenialReason
from apps.core.triggers import append_only, fixed_except, set_once
from apps.shippers.models import Shipper


class Grounds(Written):
    """The grounds of a denial, by code and in words. `duplicate_of` is the other record of the same business.

    `explanation`: why the grounds hold although something known says otherwise. Only staff read it.
    """

    reasons = ArrayField(models.CharField(max_length=30), default=list)
    duplicate_of = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    explanation = models.TextField(_lazy("why the grounds hold all the same"), blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def reason_labels(self) -> list[str]:
        return [str(DenialReason(code).label) for code in self.reasons]


class Decision(Grounds):
    """The first decision on an application, or the decision on its appeal, with the reasons. Never changed.

    `delivered_at` is when a denial reached somebody who signs for the business; None if nobody did yet.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _lazy("Approved")
        DENIED = "denied", _lazy("Denied")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    on_appeal = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    countersigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "on_appeal"], name="decision_once")]
        triggers = [*fixed_except("delivered_at"), set_once("delivered_at")]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Appeal(models.Model):
    """The one appeal of an applicant against a denial. A supervisor who had no part in the denial decides."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_lazy("grounds"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
