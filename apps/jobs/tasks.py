from celery import shared_task

from apps.jobs import services


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    services.job_run(job_id=job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    services.jobs_sweep()
