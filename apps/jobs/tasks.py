"""The tasks of jobs: to run one, and to call workers for those that wait."""

from celery import shared_task

from apps.jobs import services


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Run a job."""
    services.job_run(job_id=job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Call a worker for each job that waits or has fallen silent."""
    services.jobs_sweep()
