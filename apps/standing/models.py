from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.history import tracked
from apps.core.protect import append_only
from apps.evaluation.models import Evaluation
from apps.shippers.models import Shipper


class Status(models.TextChoices):
    ACTIVE = "active", _("Active")
    CONDITIONAL = "conditional", _("Conditional")
    SUSPENDED = "suspended", _("Suspended")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", pgettext_lazy("standing", "Withdrawn")


class Standing(models.Model):
    """Where a shipper stands now. Status, validation and tier are three things; benefits follow from all three."""

    shipper = models.OneToOneField(Shipper, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    status = models.CharField(_("status"), max_length=12, choices=Status)
    validated = models.BooleanField(_("validated"), default=False)
    tier = models.PositiveSmallIntegerField(_("tier"), default=0)
    since = models.DateTimeField(_("since"))
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("evaluation")
    )

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return f"{self.get_status_display()}, tier {self.tier}"


class Change(models.Model):
    """One change of a standing: from what to what, why, by whom. Never recomputed."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    action = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=Status)
    validated = models.BooleanField()
    tier = models.PositiveSmallIntegerField()
    status_before = models.CharField(max_length=12, choices=Status, blank=True)
    tier_before = models.PositiveSmallIntegerField(null=True)
    # Codes that partners may see: they never tell category or finding.
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of standing")
        verbose_name_plural = _("changes of standing")
        indexes = [models.Index(fields=["shipper", "-id"], name="change_shipper")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"


@tracked
class ProposedChange(models.Model):
    """Something is to be taken away: what, why, by when to respond, and what was decided.

    The present standing stays until an officer has decided.
    """

    class Kind(models.TextChoices):
        DEMOTION = "demotion", _("Demotion")
        SUSPENSION = "suspension", _("Suspension")
        REMOVAL = "removal", _("Removal")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        RESPONDED = "responded", _("Responded")
        UPHELD = "upheld", _("Upheld")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="proposed_changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    tier = models.PositiveSmallIntegerField(_("tier proposed"), null=True, blank=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    respond_by = models.DateTimeField(_("respond by"))
    notice = models.JSONField(_("notice"))
    response = models.TextField(_("response"), blank=True)
    responded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(_("responded at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_text = models.TextField(_("reasons of the decision"), blank=True)
    decision_language = models.CharField(_("written in"), max_length=10, default="en", db_default="en")

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "kind"],
                condition=Q(state__in=["proposed", "responded"]),
                name="proposed_change_one_open_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"
