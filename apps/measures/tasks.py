"""The scheduled task of the measures."""

from celery import shared_task

from apps.measures import services


@shared_task(name="measures.plan")
def plan() -> None:
    """Put the releases of the year ahead into the calendar, whatever was missed since the last run."""
    services.releases_plan()
