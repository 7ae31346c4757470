from celery import shared_task

from apps.allegations.services import tips_take_in
from apps.core.wake_ups import wake_on_commit


@shared_task(name="allegations.take_in")
def take_in() -> None:
    """Give officers the tips and messages of the quarters of an hour that are over."""
    if tips_take_in():
        wake_on_commit("allegations.take_in")
