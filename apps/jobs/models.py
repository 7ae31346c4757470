"""The table of jobs."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock


class JobState(models.TextChoices):
    """The states of a job."""

    QUEUED = "queued", _lazy("Queued")
    RUNNING = "running", _lazy("Running")
    DONE = "done", _lazy("Done")
    FAILED = "failed", _lazy("Failed")
    CANCELLED = "cancelled", _lazy("Cancelled")


class Job(models.Model):
    """Long work that runs in a worker, with its progress (`done` of `total`) and its result."""

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    # How many workers have taken up the job. A worker writes to the job only while the number is its own.
    takes = models.PositiveSmallIntegerField(default=0)
    # The last sign of life of the job's worker. Another worker takes up a job whose worker is silent for too long.
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
