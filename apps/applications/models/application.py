"""The application: its sections, evidence, signature request, submissions, and the time that its pages took."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.references import reference_of
from apps.core import clock
from apps.core.fields import EncryptedJSONField
from apps.core.history import tracked
from apps.core.triggers import append_only, fixed_except
from apps.core.uploads import Upload
from apps.shippers.models import Invitation, Shipper

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

# The order of lists for staff: first the applications that are to be decided soonest, last those that are over.
IS_OVER = Case(When(state__in=["approved", "denied", "withdrawn"], then=Value(True)), default=Value(False))
STAFF_ORDER = (IS_OVER, F("decide_by").asc(nulls_last=True), "id")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _lazy("Draft")
    SUBMITTED = "submitted", _lazy("Submitted")
    IN_REVIEW = "in_review", _lazy("In review")
    INFO_REQUESTED = "info_requested", _lazy("Information requested")
    DENIAL_PROPOSED = "denial_proposed", _lazy("Denial to be countersigned")
    APPROVED = "approved", _lazy("Approved")
    DENIED = "denied", _lazy("Denied")
    APPEALED = "appealed", _lazy("Appealed")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")


@tracked(exclude=["country", "chapters"])
class Application(models.Model):
    """The application of a business to become a known shipper."""

    if TYPE_CHECKING:
        # The modules of these tables import this module; an import back, even for a type, would make a circle.
        checks: RelatedManager[Any]
        decisions: RelatedManager[Any]
        denials_proposed: RelatedManager[Any]
        inquiries: RelatedManager[Any]
        notes: RelatedManager[Any]
        # Some selectors annotate each row with these.
        actor_on_team: bool
        case_notes: list[dict[str, Any]]
        asked: list[str] | None
        policy_id: int
        policy_published_at: datetime
        superseded: bool

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=16, choices=ApplicationState, default=ApplicationState.DRAFT)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # The promised time of the decision. A pause, while the applicant is asked, moves it by the length of the pause.
    decide_by = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # When the membership ended to which this application led: from then on the business may apply again.
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews")

    # For the filters of lists, as last submitted: the country of the business and the HS chapters that it ships.
    country = models.CharField(max_length=2, blank=True, default="", db_default="")
    chapters = ArrayField(models.CharField(max_length=2), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"],
                condition=~Q(state__in=["approved", "denied", "withdrawn"]),
                name="application_one_open_per_shipper",
            )
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="application_state"),
            # The order of officers' lists, for each of the filters.
            models.Index(*STAFF_ORDER, name="application_due"),
            models.Index("state", *STAFF_ORDER, name="application_state_due"),
            models.Index("country", *STAFF_ORDER, name="application_country"),
            models.Index("reviewer", *STAFF_ORDER, name="application_reviewer"),
            GinIndex(fields=["chapters"], name="application_chapters"),
        ]

    def __str__(self) -> str:
        return f"{self.shipper} ({self.state_for_staff})"

    @property
    def reference(self) -> str:
        """Return the reference number by which applicant and officers speak of the application."""
        return reference_of(self.pk)

    @property
    def decision_due(self) -> datetime:
        """Return the moment by which an application that was sent is to be decided."""
        assert self.decide_by is not None
        return self.decide_by

    @property
    def public_state(self) -> str:
        """Return the state that the applicant may know: a denial to be countersigned counts as still in review."""
        return ApplicationState.IN_REVIEW if self.state == ApplicationState.DENIAL_PROPOSED else self.state

    def get_state_display(self) -> str:
        """Return the label of `public_state`, which everybody may read."""
        return str(ApplicationState(self.public_state).label)

    @property
    def state_for_staff(self) -> str:
        """Return the label of the real state, which only staff may read."""
        return str(ApplicationState(self.state).label)


class Section(models.Model):
    """A section of an application, saved as it was typed, right or wrong. Only submission requires valid answers."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=30)
    data = EncryptedJSONField()
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="section_once")]

    def __str__(self) -> str:
        return self.key


class Evidence(Upload):
    """A file that backs the answer to a criterion."""

    belongs_to = "application"
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=10)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        triggers = fixed_except("removed_at")


class SignatureRequest(models.Model):
    """A request to sign a draft, to a member of the team or to a person who is invited to join the team and sign."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="signature_request")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    signer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signer=None) ^ Q(invitation=None), name="signature_request_of_a_member_or_an_invited"
            )
        ]

    def __str__(self) -> str:
        return str(self.signer or self.invitation)


class Submission(models.Model):
    """A version of an application that was submitted and attested. Never changed.

    `content` holds the answers and the ids of the evidence files. `prepared_by` has the id and the name at that time of
    everybody who changed the answers so far. `attestation` is the statement as the signatory read it, in `language`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    content = EncryptedJSONField()
    # The numbers of the criteria that were asked; none stands for all, as they were before the policy marked them.
    asked = ArrayField(models.CharField(max_length=10), default=list, db_default=[])
    # The keys of the sections whose answers or files differ from the version before.
    changed = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    attested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attestation = models.TextField()
    language = models.CharField(max_length=10, default="en", db_default="en")
    prepared_by = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    signed_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="submission_version_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def preparers(self) -> list[str]:
        """Return the names of the people who prepared the application."""
        return [person["name"] for person in self.prepared_by]


class PageTime(models.Model):
    """The time that a page of a draft took, from each opening of the page to the saving after it.

    `counted_until` is the end of what was counted, so that two windows don't count the same minutes twice.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="page_times")
    page = models.CharField(max_length=30)
    seconds = models.PositiveIntegerField(default=0)
    counted_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "page"], name="page_time_once")]

    def __str__(self) -> str:
        return f"{self.page}: {self.seconds} s"
