from celery import shared_task

from apps.upkeep import services


@shared_task(name="upkeep.remind")
def remind() -> None:
    """Remind of annual reviews. Whenever it runs, each member has been reminded of the step that is reached."""
    services.reviews_remind()


@shared_task(name="upkeep.follow")
def follow() -> None:
    """Have overdue annual reviews wait for an officer. Whenever it runs, all that are overdue by then do."""
    services.reviews_follow()
