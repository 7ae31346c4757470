"""Reads of jobs."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.jobs.models import Job, JobState


def jobs_to_take_up(*, silent_since: datetime) -> QuerySet[Job]:
    """Return the jobs that wait for a worker or have not reported since a moment, oldest first."""
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, beat_at__lt=silent_since)
    return Job.objects.filter(waiting).order_by("pk")


def jobs_of(user: User) -> QuerySet[Job]:
    """Return the jobs that a person may see, latest first: their own, and all jobs with the permission `operate`."""
    jobs = Job.objects.select_related("started_by").order_by("-pk")
    return jobs if "operate" in permissions.held(user) else jobs.filter(started_by=user)


def job_of(user: User, job_id: int) -> Job:
    """Return a job that a person may see; raise NotFound for any other."""
    job = jobs_of(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job."))
    return job
