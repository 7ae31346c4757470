"""Validation visits, their findings, the answers of the business, and the verdicts of officers. Exam requests have a
room of their own.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.ledger.models import ProgramEntry
from apps.shippers.models import Shipper
from apps.validations.exam_requests.models import ExamRequest, ExamRequestState

__all__ = [
    "Answer",
    "ExamRequest",
    "ExamRequestState",
    "Finding",
    "Verdict",
    "Visit",
    "VisitFile",
    "VisitFindingState",
    "VisitState",
]


class VisitState(models.TextChoices):
    """The states of a validation visit."""

    PLANNED = "planned", _lazy("Planned")
    VISITED = "visited", _lazy("Visited, not closed yet")
    VALIDATED = "validated", _lazy("Closed: validated")
    NOT_VALIDATED = "not_validated", _lazy("Closed: not validated")
    CANCELLED = "cancelled", _lazy("Cancelled")


@tracked
class Visit(models.Model):
    """A visit by which the program verifies what a member certified on paper.

    `day` is the planned day, `held_on` the day on which the visit took place. `entry` is the validation that closing
    the visit wrote into the ledger. Beside each text that the business reads stands the language of that text.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _lazy("First validation")
        RENEWAL = "renewal", _lazy("Revalidation")
        CAUSE = "cause", _lazy("Visit for cause")

    class Form(models.TextChoices):
        ON_SITE = "on_site", _lazy("On site")
        REMOTE = "remote", _lazy("By video")

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="validation_visits", verbose_name=_lazy("business")
    )
    kind = models.CharField(max_length=7, choices=Kind)
    form = models.CharField(max_length=7, choices=Form)
    state = models.CharField(max_length=13, choices=VisitState, default=VisitState.PLANNED)
    day = models.DateField(_lazy("day planned"))
    place = models.CharField(max_length=300)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("lead officer"))
    purpose = models.TextField()
    language = models.CharField(max_length=10)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=clock.now, editable=False)
    # The reason for the last new day.
    moved_text = models.TextField(_lazy("why it was moved"), blank=True)
    moved_language = models.CharField(max_length=10, blank=True)
    held_on = models.DateField(_lazy("visited on"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_lazy("closed at"), null=True)
    decision_text = models.TextField(_lazy("reasons"), blank=True)
    decision_language = models.CharField(max_length=10, blank=True)
    entry = models.OneToOneField(ProgramEntry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _lazy("validation visit")
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"], condition=Q(state__in=["planned", "visited"]), name="visit_one_open_per_shipper"
            ),
            models.CheckConstraint(
                condition=Q(state="validated", entry__isnull=False) | ~Q(state="validated") & Q(entry__isnull=True),
                name="visit_validated_by_entry",
            ),
        ]
        indexes = [models.Index(fields=["state", "day"], name="visit_state_day")]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.day}"

    @property
    def is_open(self) -> bool:
        return self.state in (VisitState.PLANNED, VisitState.VISITED)


class VisitFindingState(models.TextChoices):
    """The states of a finding of a visit."""

    OPEN = "open", _lazy("Waits for the business")
    ANSWERED = "answered", _lazy("Waits for an officer")
    ACCEPTED = "accepted", _lazy("Accepted")
    NOTED = "noted", _lazy("Needs no answer")


@tracked
class Finding(models.Model):
    """A finding of a visit: an action that the business must take and show by a day, or advice that binds nobody."""

    class Kind(models.TextChoices):
        ACTION = "action", _lazy("Required action")
        ADVICE = "advice", _lazy("Recommendation")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=8, choices=VisitFindingState)
    text = models.TextField(_lazy("what was found"))
    language = models.CharField(max_length=10)
    due = models.DateField(_lazy("answer due by"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _lazy("finding of a visit")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="action", due__isnull=False) & ~Q(state="noted")
                | Q(kind="advice", due__isnull=True, state="noted"),
                name="finding_action_is_due",
            )
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="open"), name="finding_open_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_overdue(self) -> bool:
        """Say whether the day of the answer is over without an answer."""
        return self.state == VisitFindingState.OPEN and self.due is not None and self.due < clock.today()


class Answer(models.Model):
    """The answer of a business to a required action. An answer is never rewritten: after a declined answer, another
    follows.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Verdict(models.Model):
    """The verdict of an officer on an answer."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="verdict")
    accepted = models.BooleanField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class VisitFile(Upload):
    """A file of a visit: the report of the officers, or a file with an answer of the business. Both sides read both."""

    belongs_to = "visit"
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="files")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="files")
