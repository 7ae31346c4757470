"""What officers ask, note and decide about an application, and the appeal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.canned import in_words, letter
from apps.applications.models.application import Application
from apps.applications.reasons import DenialReason
from apps.core import clock
from apps.core.history import tracked
from apps.core.lazy import Promise
from apps.core.protect import append_only
from apps.shippers.models import Shipper


class Written(models.Model):
    """What an officer wrote to an applicant, in which language, and the paragraphs chosen above it (`canned.py`)."""

    text = models.TextField(_lazy("in words"), blank=True)
    language = models.CharField(max_length=10, default="en", db_default="en")
    canned = ArrayField(models.CharField(max_length=30), default=list, db_default=[])

    class Meta:
        abstract = True

    @property
    def paragraphs(self) -> list[Promise]:
        """The paragraphs chosen, in the reader's language."""
        return in_words(self.canned)

    @property
    def letter(self) -> Promise:
        """The whole text for a message: the paragraphs and the officer's own words."""
        return letter(codes=self.canned, text=self.text, language=self.language)


class Grounds(Written):
    """Why an application is denied, by code and in words. `duplicate_of` is the other record of the same business."""

    reasons = ArrayField(models.CharField(max_length=30), default=list)
    duplicate_of = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def reason_labels(self) -> list[str]:
        return [str(DenialReason(code).label) for code in self.reasons]


class Decision(Grounds):
    """One decision on an application, the first or the one on appeal, with its reasons. Never rewritten."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _lazy("Approved")
        DENIED = "denied", _lazy("Denied")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_lazy("outcome"), max_length=8, choices=Outcome)
    on_appeal = models.BooleanField(_lazy("on appeal"), default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    countersigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("decision")
        verbose_name_plural = _lazy("decisions")
        constraints = [models.UniqueConstraint(fields=["application", "on_appeal"], name="decision_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.get_outcome_display()


class Appeal(models.Model):
    """The applicant's one appeal against a denial. A supervisor who did not deny decides it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_lazy("grounds"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("appeal")
        verbose_name_plural = _lazy("appeals")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


@tracked
class Inquiry(Written):
    """A request for information on named fields, and the signed reply that returns the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inquiries")
    fields = models.JSONField(default=list)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    # When the officer went on without a reply, after `reply_by`.
    closed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("request for information")
        verbose_name_plural = _lazy("requests for information")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class Note(models.Model):
    """Staff's own note on an application; never shown to the applicant."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_lazy("note"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _lazy("note")
        verbose_name_plural = _lazy("notes")
        triggers = append_only()

    def __str__(self) -> str:
        return self.text[:60]
