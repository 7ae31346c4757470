"""The scheduled tasks of the measures."""

from celery import shared_task

from apps.measures import services
from apps.measures.reasons.services import register_release


@shared_task(name="measures.plan")
def plan() -> None:
    """Put the releases of the year ahead into the calendar, whatever was missed since the last run."""
    services.releases_plan()


@shared_task(name="measures.release_reasons")
def release_reasons() -> None:
    """Put the adverse actions of this month into the register of reasons, unless that was done."""
    register_release()
