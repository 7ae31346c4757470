"""Reads of jobs."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from apps.jobs.models import Job, JobState


def jobs_to_take_up(*, silent_for: timedelta) -> QuerySet[Job]:
    """Return the jobs that wait for a worker or whose worker has been silent for longer, oldest first.

    The database's clock alone counts the silence, since the clocks of two hosts may differ.
    """
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beat_at__lt=Now() - silent_for)
    return Job.objects.filter(waiting).order_by("pk")
