from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.partners.systems.models import Partner


class FactKind(models.TextChoices):
    """The kinds of facts that partners report."""

    SHIPMENTS = "shipments", "Shipments"
    VIOLATIONS = "violations", "Violations"


class Right(models.TextChoices):
    """A kind of facts that a partner may report."""

    SHIPMENTS = "shipments", "Shipments, whoever issued or carried them"
    OWN_SHIPMENTS = "own_shipments", "Shipments that it issued or carried"
    EXAMS = "exams", "Exams of shipments, and their results"
    VIOLATIONS = "violations", "Violations"
    SELF_DISCLOSURES = "self_disclosures", "Violations that the seller discloses itself"


@tracked
class ReportingRights(models.Model):
    """The rights to report of one partner, in place of the rights of its kind; and why staff decided so.

    `codes` are those under which the partner issues and carries shipments, beside its own as a reporter.
    """

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="reporting_rights")
    rights = ArrayField(
        models.CharField(max_length=20, choices=Right), verbose_name=_lazy("may report"), default=list, blank=True
    )
    codes = ArrayField(
        models.CharField(max_length=40), verbose_name=_lazy("codes as issuer and carrier"), default=list, blank=True
    )
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_lazy("decided"), default=clock.now)

    class Meta:
        verbose_name = _lazy("what a partner may report")
        verbose_name_plural = _lazy("what partners may report")

    def __str__(self) -> str:
        return str(self.partner)
