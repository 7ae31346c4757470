"""The scheduled task of validations."""

from celery import shared_task

from apps.validations import services


@shared_task(name="validations.watch")
def watch() -> None:
    """Open and close the work items of visits, and close the exam requests whose time is over, whatever was missed
    since the last run.
    """
    services.visit_work_update()
    services.exam_requests_finish()
