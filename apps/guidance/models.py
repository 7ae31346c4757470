"""The tables of guidance: the results of checks, by which its pages are measured, and the answers to surveys."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.triggers import append_only
from apps.guidance.surveys.models import SurveyAnswer

__all__ = ["CheckResult", "SurveyAnswer"]


class CheckResult(models.Model):
    """The number of questions of a check that somebody answered rightly, before or after reading the page on its
    subject.

    Nothing leads to the person or the business. `attempt` is a random number that joins the result before reading with
    the one after; the row has a day and no moment.
    """

    check_key = models.CharField(_lazy("check"), max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    attempt = models.UUIDField()
    is_after = models.BooleanField(_lazy("after reading"))
    right = models.PositiveSmallIntegerField(_lazy("right answers"))
    questions = models.PositiveSmallIntegerField()
    day = models.DateField(default=clock.today)

    class Meta:
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(fields=["attempt", "is_after"], name="guidance_check_once_before_and_after"),
            models.CheckConstraint(condition=Q(right__lte=F("questions")), name="guidance_check_right_of_questions"),
        ]

    def __str__(self) -> str:
        return f"{self.check_key}: {self.right}/{self.questions}"
