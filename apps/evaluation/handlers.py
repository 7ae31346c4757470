from apps.core.wake_ups import wake_on_commit
from apps.evaluation.services import BATCH, evaluate_due, quiet_until_bring_forward
from apps.events.models import Event, Lane
from apps.events.registry import on
from apps.policy.selectors import policy_of_version


@on("ledger.due", lane=Lane.URGENT)
def evaluate(event: Event) -> None:
    """Evaluate what the recording made due. What one batch can't hold is taken up by the task."""
    if evaluate_due(limit=BATCH) == BATCH:
        wake_on_commit("evaluation.evaluate_due")


@on("policy.published", lane=Lane.BULK)
def expect_new_numbers(event: Event) -> None:
    """From its day on everybody is evaluated under the new policy."""
    quiet_until_bring_forward(day=policy_of_version(event.payload["version"]).first_day)
    wake_on_commit("evaluation.evaluate_due")
