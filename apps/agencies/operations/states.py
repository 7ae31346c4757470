"""The lifecycle of a special operation."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.operations.models import OperationState
from apps.core.lifecycle import Lifecycle, Text, Transition, guard

PLANNER = "assign_work"
REPORTER = "record_violations"
NOT_BEGUN = _lazy("The first day has not come yet.")


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """The fact that the guard looks at: the first day of the operation has come."""

    has_begun: bool


@guard("The first day has come.")
def _has_begun(facts: OperationFacts) -> Text | None:
    return None if facts.has_begun else NOT_BEGUN


_PLANNED = (OperationState.PLANNED,)
OPERATION = Lifecycle(
    _lazy("special operation"),
    (
        Transition(
            _PLANNED, "report", OperationState.REPORTED, frozenset({REPORTER}), _lazy("Record the results"), _has_begun
        ),
        Transition(_PLANNED, "call_off", OperationState.CALLED_OFF, frozenset({PLANNER}), _lazy("Call it off")),
    ),
)
