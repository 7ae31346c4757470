"""What leads to a decision and what checks it: the checklist, the denial that waits for a second officer, the look."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.application import Application
from apps.applications.models.review import Decision, Grounds
from apps.core.history import tracked


@tracked
class Check(models.Model):
    """What an officer found about one criterion; never shown to the applicant.

    `version` is that of the submission which the officer had read, `revision` counts how often the check was saved.
    """

    class Outcome(models.TextChoices):
        MET = "met", _lazy("Met")
        NOT_MET = "not_met", _lazy("Not met")
        NOT_APPLICABLE = "not_applicable", _lazy("Not applicable")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    criterion = models.CharField(_lazy("criterion"), max_length=10)
    outcome = models.CharField(_lazy("outcome"), max_length=14, choices=Outcome)
    note = models.TextField(_lazy("note"), blank=True)
    version = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("check of a criterion")
        verbose_name_plural = _lazy("checks of criteria")
        constraints = [models.UniqueConstraint(fields=["application", "criterion"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_outcome_display()}"


@tracked
class DenialProposal(Grounds):
    """A denial as an officer proposes it. It becomes a decision when a second officer countersigns it."""

    class Outcome(models.TextChoices):
        COUNTERSIGNED = "countersigned", _lazy("Countersigned")
        SENT_BACK = "sent_back", _lazy("Sent back")
        WITHDRAWN = "withdrawn", _lazy("Over: the application was withdrawn")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="denials_proposed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(_lazy("outcome"), max_length=13, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("proposed denial")
        verbose_name_plural = _lazy("proposed denials")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(settled_at=None), name="denial_proposal_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display() or str(_lazy("Waits to be countersigned"))


@tracked
class SecondLook(models.Model):
    """A decision that was drawn at random for another officer to read again. Nothing about it changes by that."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_look")
    drawn_at = models.DateTimeField(_lazy("drawn"))
    agrees = models.BooleanField(_lazy("agrees"), null=True, blank=True)
    note = models.TextField(_lazy("note"), blank=True)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_lazy("read again by"),
    )
    at = models.DateTimeField(_lazy("read again"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("second look")
        verbose_name_plural = _lazy("second looks")

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d}"
