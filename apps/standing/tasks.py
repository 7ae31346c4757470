from celery import shared_task

from apps.standing import services


@shared_task(name="standing.assurance")
def assurance() -> None:
    """Drop calls that no longer apply, and replace account managers who have left."""
    services.assurance_settle()


@shared_task(name="standing.find_control")
def find_control() -> None:
    """Open work for members that ties show to be in the same hands."""
    services.control_groups_find()
