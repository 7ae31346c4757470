"""The lifecycles of a validation visit, of an action that a visit requires, and of an exam request."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.shippers.roles import Ability, impartial
from apps.validations.exam_requests.states import EXAM_REQUEST
from apps.validations.models import VisitFindingState, VisitState

__all__ = ["ACTION", "EXAM_REQUEST", "OFFICER", "VISIT", "VisitFacts"]

OFFICER = "review_applications"
_STAFF, _SELLER = frozenset({OFFICER}), frozenset({Ability.ATTEST})


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """The facts on which the actions on a visit depend. `unsettled`: the number of required actions that no officer has
    accepted.
    """

    actor_on_team: bool
    unsettled: int = 0
    is_member: bool = True
    visit_is_open: bool = True


@guard(
    "Every required action was accepted, and the business is still a member. The person who acts is not on the team."
)
def _all_actions_accepted(facts: VisitFacts) -> Text | None:
    if facts.unsettled:
        return _("Not every required action has been accepted. Accept the answers first.")
    if not facts.is_member:
        return _("The business is no longer a member: there is nothing to validate.")
    return impartial(facts)


@guard("The visit is not closed.")
def _visit_is_open(facts: VisitFacts) -> Text | None:
    return None if facts.visit_is_open else _("The visit is closed. Nothing can be added to it.")


@guard("The visit is not closed. The person who acts is not on the team.")
def _open_and_impartial(facts: VisitFacts) -> Text | None:
    return _visit_is_open(facts) or impartial(facts)


VISIT = Lifecycle(
    _lazy("validation visit"),
    (
        Transition((VisitState.PLANNED,), "reschedule", VisitState.PLANNED, _STAFF, _lazy("Move the visit"), impartial),
        Transition((VisitState.PLANNED,), "cancel", VisitState.CANCELLED, _STAFF, _lazy("Cancel the visit"), impartial),
        Transition((VisitState.PLANNED,), "hold", VisitState.VISITED, _STAFF, _lazy("Record the visit"), impartial),
        Transition(
            (VisitState.VISITED,), "add", VisitState.VISITED, _STAFF, _lazy("Add a finding or a report"), impartial
        ),
        Transition(
            (VisitState.VISITED,),
            "validate",
            VisitState.VALIDATED,
            _STAFF,
            _lazy("Close as validated"),
            _all_actions_accepted,
        ),
        Transition(
            (VisitState.VISITED,),
            "refuse",
            VisitState.NOT_VALIDATED,
            _STAFF,
            _lazy("Close as not validated"),
            impartial,
        ),
    ),
)
ACTION = Lifecycle(
    _lazy("required action of a visit"),
    (
        Transition(
            (VisitFindingState.OPEN,),
            "answer",
            VisitFindingState.ANSWERED,
            _SELLER,
            _lazy("Send the answer"),
            _visit_is_open,
        ),
        Transition(
            (VisitFindingState.ANSWERED,),
            "accept",
            VisitFindingState.ACCEPTED,
            _STAFF,
            _lazy("Accept the answer"),
            _open_and_impartial,
        ),
        Transition(
            (VisitFindingState.ANSWERED,),
            "decline",
            VisitFindingState.OPEN,
            _STAFF,
            _lazy("Do not accept the answer"),
            _open_and_impartial,
        ),
        Transition(
            (VisitFindingState.OPEN,),
            "extend",
            VisitFindingState.OPEN,
            _STAFF,
            _lazy("Give more time"),
            _open_and_impartial,
        ),
    ),
)
