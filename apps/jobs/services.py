"""Writes of jobs: start, run, cancel and sweep."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.core.outages import OUTAGES
from apps.core.room import FilesAway
from apps.core.wake_ups import wake_on_commit
from apps.jobs import selectors
from apps.jobs.heartbeats import Heartbeat
from apps.jobs.models import Job, JobState
from apps.jobs.registry import Report, function_of

log = structlog.get_logger(__name__)

# A running job whose worker has given no sign of life for longer is taken up by another worker.
MAX_SILENCE = timedelta(seconds=8)
# How many workers take up a job before it counts as failed.
MAX_TAKES = 5
# Reports are written at most this often.
REPORT_INTERVAL = timedelta(seconds=1)


class JobTakenOver(Exception):
    """The run of a job was taken for dead, or the job was cancelled: another worker has the job now, or nobody has."""


@transaction.atomic
def job_start(*, kind: str, arguments: Mapping[str, Any], actor: User | None = None) -> Job:
    """Start a job of a kind in a worker, after the caller's transaction has committed."""
    function_of(kind)
    job = Job.objects.create(kind=kind, arguments=dict(arguments), started_by=actor)
    wake_on_commit("jobs.run", job.pk, queue="bulk")
    return job


def job_run(*, job_id: int) -> None:
    """Run a job that waits or has fallen silent; do nothing if it is finished or another worker runs it."""
    job = _take(job_id)
    if job is None:
        return
    with translation.override((job.started_by.language if job.started_by else "") or settings.LANGUAGE_CODE):
        _run(job)


@transaction.atomic
def job_cancel(*, job_id: int) -> Job:
    """Cancel a job that waits or runs. The worker that runs the job stops with its next report.

    The caller has checked who may cancel the job. The rows that the job has written until then stay, so only jobs that
    write at their end, after a last report, are cancelled.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.finished_at is not None:
        raise Conflict(_("This has ended already. Load the page again to see how."))
    job.state, job.finished_at = JobState.CANCELLED, clock.now()
    job.save(update_fields=["state", "finished_at"])
    return job


@transaction.atomic
def jobs_sweep() -> None:
    """Call a worker for each job that waits or has fallen silent."""
    for job_id in selectors.jobs_to_take_up(silent_for=MAX_SILENCE).values_list("pk", flat=True):
        wake_on_commit("jobs.run", job_id, queue="bulk")


def _run(job: Job) -> None:
    try:
        with Heartbeat(job) as heartbeat:
            result = function_of(job.kind)(job, _reporter(job, heartbeat))
    except JobTakenOver:
        log.warning("job_taken_over", job=job.pk, kind=job.kind)
    except FilesAway as error:
        # Not the job's fault: it is taken up again after its silence, until the files are there.
        log.warning("job_without_files", job=job.pk, kind=job.kind, reason=str(error))
        Job.objects.filter(pk=job.pk, takes=job.takes).update(takes=job.takes - 1)
    except OUTAGES as error:
        # A database that was restarted may be back before the job could be called failed. The job is taken up again.
        log.warning("job_interrupted", job=job.pk, kind=job.kind, reason=str(error))
    except DomainError as error:
        _finish(job, state=JobState.FAILED, error=error.message)
    except Exception:
        log.exception("job_failed", job=job.pk, kind=job.kind)
        _finish(job, state=JobState.FAILED, error=_fault(job))
    else:
        _finish(job, state=JobState.DONE, result=result)


@transaction.atomic
def _take(job_id: int) -> Job | None:
    waiting = selectors.jobs_to_take_up(silent_for=MAX_SILENCE)
    job = (
        waiting.select_related("started_by").select_for_update(skip_locked=True, of=("self",)).filter(pk=job_id).first()
    )
    if job is None:
        return None
    if job.takes == MAX_TAKES:
        # The job has stopped this many workers already, so no other worker tries.
        _finish(job, state=JobState.FAILED, error=_fault(job))
        return None
    job.takes += 1
    job.state = JobState.RUNNING
    Job.objects.filter(pk=job.pk).update(takes=job.takes, state=job.state, beat_at=Now())
    return job


def _reporter(job: Job, heartbeat: Heartbeat) -> Report:
    written_at = clock.now()

    def report(done: int, total: int | None = None) -> None:
        nonlocal written_at
        heartbeat.go_on()
        now = clock.now()
        # The last report is always written: it fails if the job was cancelled, before the job writes its result.
        if now - written_at >= REPORT_INTERVAL or done == total:
            _write(job, done=done, total=total, beat_at=Now())
            written_at = now

    return report


def _finish(job: Job, *, state: JobState, **fields: Any) -> None:
    if state == JobState.DONE:
        fields["done"] = Coalesce("total", "done")
    try:
        _write(job, state=state, finished_at=clock.now(), **fields)
    except JobTakenOver:
        log.warning("job_taken_over", job=job.pk, kind=job.kind)


def _write(job: Job, **fields: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, takes=job.takes, finished_at__isnull=True)
    if not mine.update(**fields):
        raise JobTakenOver


def _fault(job: Job) -> str:
    return _("This stopped because of a fault on our side. Try again, or ask for help with job %(id)s.") % {
        "id": job.pk
    }
