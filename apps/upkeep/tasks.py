"""The scheduled tasks of annual reviews."""

from celery import shared_task

from apps.upkeep import services


@shared_task(name="upkeep.remind")
def remind() -> None:
    """Send the reminders of annual reviews that are due by now."""
    services.reviews_remind()


@shared_task(name="upkeep.follow")
def follow() -> None:
    """Open the work items of overdue annual reviews, and close those no longer overdue."""
    services.overdue_reviews_update()
