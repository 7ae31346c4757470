from celery import shared_task

from apps.validations import services


@shared_task(name="validations.watch")
def watch() -> None:
    """Have visits and actions that are due wait for staff. Whenever it runs, what is due by then waits."""
    services.visits_watch()
