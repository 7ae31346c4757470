"""Exam requests: parcels that a member asks to have opened, so that its record grows faster than chance lets it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.shippers.models import Shipper


class ExamRequestState(models.TextChoices):
    """The states of an exam request."""

    ASKED = "asked", _lazy("Waits for an officer")
    GRANTED = "granted", _lazy("Granted: more parcels are opened")
    DONE = "done", _lazy("Done: its time is over")
    DECLINED = "declined", _lazy("Declined")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")


@tracked
class ExamRequest(models.Model):
    """A member's request to have a number of its parcels opened, drawn at random, and the answer of an officer.

    A grant lasts from `first_day` to `until`, which the business is not told. It adds to the chance of each parcel to
    be drawn at random as much as `exams_granted` are of the parcels that are expected in this time; `chance` is this
    much as expected on the day of the grant. The ledger counts how many were opened.
    """

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="exam_requests", verbose_name=_lazy("business")
    )
    state = models.CharField(max_length=9, choices=ExamRequestState, default=ExamRequestState.ASKED)
    exams_asked = models.PositiveSmallIntegerField(_lazy("parcels asked for"))
    reason = models.TextField(_lazy("why"), blank=True)
    language = models.CharField(max_length=10)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    exams_granted = models.PositiveSmallIntegerField(_lazy("parcels granted"), null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    until = models.DateField(_lazy("last day"), null=True, blank=True)
    chance = models.FloatField(_lazy("chance added to that of each parcel"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_text = models.TextField(_lazy("words of the officer"), blank=True)
    decision_language = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"],
                condition=Q(state__in=["asked", "granted"]),
                name="exam_request_one_open_per_shipper",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["granted", "done"],
                    exams_granted__isnull=False,
                    first_day__isnull=False,
                    until__isnull=False,
                    chance__isnull=False,
                )
                | Q(state__in=["asked", "declined", "withdrawn"], exams_granted__isnull=True),
                name="exam_request_grant_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="exam_request_state")]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.exams_asked}"

    @property
    def is_undecided(self) -> bool:
        """Say whether the request waits for an officer."""
        return self.state == ExamRequestState.ASKED

    @property
    def is_open(self) -> bool:
        return self.state in (ExamRequestState.ASKED, ExamRequestState.GRANTED)
