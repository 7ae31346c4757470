"""The proposals to deny, and the second looks at decisions: where another officer reads an application again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.application import Application
from apps.applications.models.decisions import Decision, Grounds
from apps.core.history import tracked


@tracked
class DenialProposal(Grounds):
    """A denial that an officer proposes. A second officer countersigns the proposal, which makes a decision of it."""

    class Outcome(models.TextChoices):
        COUNTERSIGNED = "countersigned", _lazy("Countersigned")
        SENT_BACK = "sent_back", _lazy("Sent back")
        WITHDRAWN = "withdrawn", _lazy("Over: the application was withdrawn")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="denials_proposed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("proposed denial")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(settled_at=None), name="denial_proposal_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display() or str(_lazy("Waiting to be countersigned"))


@tracked
class SecondLook(models.Model):
    """The opinion of another officer on a decision that was drawn at random. A second look changes no decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_look")
    drawn_at = models.DateTimeField(_lazy("drawn"))
    agrees = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("read again by")
    )
    at = models.DateTimeField(_lazy("read again"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d}"
