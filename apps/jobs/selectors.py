"""Reads of jobs."""

from datetime import datetime

from django.db.models import Q, QuerySet

from apps.jobs.models import Job, JobState


def jobs_to_take_up(*, silent_since: datetime) -> QuerySet[Job]:
    """Return the jobs that wait for a worker or have not reported since a moment, oldest first."""
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beat_at__lt=silent_since)
    return Job.objects.filter(waiting).order_by("pk")
