from apps.core.wake_ups import wake_on_commit
from apps.evaluation.services import BATCH, evaluate_due, quiet_until_bring_forward
from apps.events.models import Event, Lane
from apps.events.registry import on
from apps.policy.selectors import policy_of_version


@on("ledger.due", lane=Lane.URGENT)
def evaluate(event: Event) -> None:
    """Evaluate a first batch of the shippers that a recording made due; start the task for the others."""
    if evaluate_due(limit=BATCH) == BATCH:
        wake_on_commit("evaluation.evaluate_due")


@on("policy.published", lane=Lane.BULK)
def expect_new_numbers(event: Event) -> None:
    """Make all members due on the first day of a published policy, so that its numbers apply from that day."""
    quiet_until_bring_forward(day=policy_of_version(event.payload["version"]).first_day)
    wake_on_commit("evaluation.evaluate_due")


@on("policy.submitted", "policy.what_if_asked", lane=Lane.BULK)
def measure_power(event: Event) -> None:
    """Start the task that measures the power of a draft, for those who decide on it."""
    wake_on_commit("evaluation.measure_power", event.payload["version"], queue="bulk")
