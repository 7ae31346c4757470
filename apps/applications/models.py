from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.canned import in_words
from apps.applications.reasons import DenialReason
from apps.core import clock
from apps.core.fields import EncryptedJSONField
from apps.core.history import tracked
from apps.core.protect import append_only
from apps.core.uploads import Upload
from apps.shippers.models import Invitation, Shipper


class Written(models.Model):
    """What an officer wrote to an applicant, in which language, and the paragraphs chosen above it (`canned.py`)."""

    text = models.TextField(_("in words"), blank=True)
    language = models.CharField(max_length=10, default="en", db_default="en")
    canned = ArrayField(models.CharField(max_length=30), default=list, db_default=[])

    class Meta:
        abstract = True

    @property
    def paragraphs(self) -> list[Promise]:
        """The paragraphs chosen, in the reader's language."""
        return in_words(self.canned)


@tracked
class Application(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in_review", _("In review")
        INFO_REQUESTED = "info_requested", _("Information requested")
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")
        APPEALED = "appealed", _("Appealed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # The promise: a decision by this moment. It moves by the length of each pause while the applicant is asked.
    decide_by = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # When the membership that it led to ended: the business may apply anew.
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"],
                condition=~Q(state__in=["approved", "denied", "withdrawn"]),
                name="application_one_open_per_shipper",
            )
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="application_state")]

    def __str__(self) -> str:
        return f"{self.shipper} ({self.get_state_display()})"


class Decision(Written):
    """One decision on an application, the first or the one on appeal, with its reasons. Never rewritten."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    on_appeal = models.BooleanField(_("on appeal"), default=False)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.UniqueConstraint(fields=["application", "on_appeal"], name="decision_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def reason_labels(self) -> list[str]:
        return [str(DenialReason(code).label) for code in self.reasons]


class Appeal(models.Model):
    """The applicant's one appeal against a denial. A supervisor who did not deny decides it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("grounds"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Section(models.Model):
    """One section as it was typed, right or wrong: nothing is lost. The strict form is asked only at submission."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=30)
    data = EncryptedJSONField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="section_once")]

    def __str__(self) -> str:
        return self.key


class Evidence(Upload):
    """A file that backs the answer to a criterion."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=10)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")


class SignatureRequest(models.Model):
    """Whom a draft waits on to be signed: a member of the team, or somebody who was invited to it to sign."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="signature_request")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("request to sign")
        verbose_name_plural = _("requests to sign")
        constraints = [
            models.CheckConstraint(
                condition=Q(signer=None) ^ Q(invitation=None), name="signature_request_of_a_member_or_an_invited"
            )
        ]

    def __str__(self) -> str:
        return str(self.signer or self.invitation)


class Submission(models.Model):
    """What was attested, frozen: the answers as submitted, who prepared them, who signed, in which words.

    `prepared_by` has the id and the name, as it was then, of everybody who changed the answers up to here. The words
    are kept as they were read, in `language`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    content = EncryptedJSONField()
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attestation = models.TextField()
    language = models.CharField(max_length=10, default="en", db_default="en")
    prepared_by = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    signed_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="submission_version_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def preparers(self) -> list[str]:
        """The names of those who prepared it."""
        return [person["name"] for person in self.prepared_by]


@tracked
class Inquiry(Written):
    """A request for information on named fields, and the signed reply that returns the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inquiries")
    fields = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    # When the officer went on without a reply, after `reply_by`.
    closed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class Note(models.Model):
    """Staff's own note on an application; never shown to the applicant."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        triggers = append_only()

    def __str__(self) -> str:
        return self.text[:60]
