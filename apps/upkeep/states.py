"""The lifecycle that change requests, identity claims and objections to linked histories share."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.shippers.roles import Ability, impartial
from apps.upkeep.models import RequestState

OFFICER = "review_applications"
TOOK_PART = _lazy(
    "You linked this history, so somebody else decides the objection. Two people count as one if one of them asked for "
    "the account of the other."
)
PROGRAM = "program"
_MEMBER, _STAFF = frozenset({Ability.ATTEST}), frozenset({OFFICER})


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The facts on which the decision of a request depends.

    `actor_took_part`: the actor linked the history to which the business objects.
    """

    actor_on_team: bool
    actor_took_part: bool = False


@guard("The person who decides did not link the history to which the business objects, and is not on its team.")
def _is_unbiased(facts: RequestFacts) -> Text | None:
    return TOOK_PART if facts.actor_took_part else impartial(facts)


LIFECYCLE = Lifecycle(
    name=_lazy("change request, identity claim or objection"),
    transitions=(
        Transition(
            (RequestState.WAITING, RequestState.SUBMITTED),
            "withdraw",
            RequestState.WITHDRAWN,
            _MEMBER,
            _lazy("Withdraw"),
        ),
        Transition(
            (RequestState.WAITING,),
            "hand_over",
            RequestState.SUBMITTED,
            frozenset({PROGRAM}),
            _lazy("Hand over to an officer, after the wait"),
        ),
        Transition((RequestState.SUBMITTED,), "accept", RequestState.ACCEPTED, _STAFF, _lazy("Accept"), _is_unbiased),
        Transition((RequestState.SUBMITTED,), "decline", RequestState.DECLINED, _STAFF, _lazy("Decline"), _is_unbiased),
    ),
)
