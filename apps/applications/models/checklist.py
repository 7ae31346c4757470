"""The checklist of an application."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.application import Application
from apps.core.history import tracked


@tracked
class Check(models.Model):
    """The finding of an officer about one criterion, which the applicant never sees.

    `version` is the version of the submission that the officer had read; `revision` counts how often the check was
    saved.
    """

    class Outcome(models.TextChoices):
        MET = "met", _lazy("Met")
        NOT_MET = "not_met", _lazy("Not met")
        NOT_APPLICABLE = "not_applicable", _lazy("Not applicable")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    criterion = models.CharField(max_length=10)
    outcome = models.CharField(max_length=14, choices=Outcome)
    note = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("check of a criterion")
        constraints = [models.UniqueConstraint(fields=["application", "criterion"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_outcome_display()}"
