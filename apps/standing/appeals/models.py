"""Appeals against decisions about a proposed change."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from apps.core.history import tracked
from apps.core.uploads import Upload
from apps.standing.proposals.models import ProposedChange


class AppealState(models.TextChoices):
    """The states of an appeal."""

    OPEN = "open", _lazy("Being heard")
    GRANTED = "granted", _lazy("Granted")
    DENIED = "denied", _lazy("Denied: the decision stands")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")


@tracked
class Appeal(models.Model):
    """The appeal of a seller: a supervisor who took no part in the decision hears the case again. Each decision has one
    appeal at most.
    """

    proposal = models.OneToOneField(ProposedChange, on_delete=models.PROTECT, related_name="appeal")
    state = models.CharField(max_length=9, choices=AppealState, default=AppealState.OPEN)
    text = models.TextField(_lazy("what the business says"))
    language = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_lazy("appealed at"))
    decide_by = models.DateTimeField()
    # If a supervisor kept the change in effect beyond `decide_by`, once: until when and why.
    kept_until = models.DateTimeField(_lazy("the change is kept until"), null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_reasons = models.TextField(_lazy("why the change is kept"), blank=True, default="", db_default="")
    kept_language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # The moment at which the change was stayed, since nobody had decided; and the bar on applying that this lifted.
    stayed_at = models.DateTimeField(null=True, blank=True)
    bar_stayed = models.DateField(_lazy("bar that the stay lifted"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_lazy("reasons of the determination"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"{self.proposal} ({self.get_state_display()})"

    @property
    def stay_at(self) -> datetime:
        """Return the moment at which the change is stayed if nobody has decided the appeal by then."""
        return self.kept_until or self.decide_by


class AppealFile(Upload):
    """A file that came with an appeal."""

    belongs_to = "appeal.proposal"
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")
