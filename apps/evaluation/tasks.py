from celery import shared_task

from apps.core.wake_ups import wake_on_commit
from apps.evaluation import powers, services
from apps.policy.selectors import policy_numbered

ONE_TURN = 20 * services.BATCH


@shared_task(name="evaluation.evaluate_due")
def evaluate_due() -> None:
    """Evaluate the shippers that are due, up to a limit; start the task again for the others.

    The limit lets other tasks of the worker run in between.
    """
    if services.evaluate_due(limit=ONE_TURN) == ONE_TURN:
        wake_on_commit("evaluation.evaluate_due")


@shared_task(name="evaluation.measure_power")
def measure_power(version: int | None = None) -> None:
    """Measure the power of a policy or, without a version, of one that others read already, and start the task again.

    In between, other tasks of the worker run.
    """
    if version is not None:
        powers.power_measure(policy_numbered(version))
    elif powers.power_measure_next():
        wake_on_commit("evaluation.measure_power", queue="bulk")
