from celery import shared_task

from apps.standing import services


@shared_task(name="standing.assurance")
def assurance() -> None:
    """Drop calls that no longer apply, and replace account managers who have left."""
    services.assurance_settle()
