"""The scheduled task of guidance."""

from celery import shared_task

from apps.guidance import services


@shared_task(name="guidance.review")
def review() -> None:
    """Open the work items of pages whose review is overdue, and close those no longer overdue."""
    services.reviews_update()
