from celery import shared_task

from apps.core.wake_ups import wake_on_commit
from apps.evaluation import services

ONE_TURN = 20 * services.BATCH


@shared_task(name="evaluation.evaluate_due")
def evaluate_due() -> None:
    """Evaluate the shippers that are due, up to a limit; start the task again for the others.

    The limit lets other tasks of the worker run in between.
    """
    if services.evaluate_due(limit=ONE_TURN) == ONE_TURN:
        wake_on_commit("evaluation.evaluate_due")
