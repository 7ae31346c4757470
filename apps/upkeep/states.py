"""The lifecycle that change requests and identity claims share."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Transition
from apps.shippers.roles import Ability, impartial
from apps.upkeep.models import RequestState

OFFICER = "review_applications"
PROGRAM = "program"
_MEMBER, _STAFF = frozenset({Ability.ATTEST}), frozenset({OFFICER})


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts on which the decision of a request depends."""

    actor_on_team: bool


LIFECYCLE = Lifecycle(
    name=_lazy("change request or identity claim"),
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
        Transition((RequestState.SUBMITTED,), "accept", RequestState.ACCEPTED, _STAFF, _lazy("Accept"), impartial),
        Transition((RequestState.SUBMITTED,), "decline", RequestState.DECLINED, _STAFF, _lazy("Decline"), impartial),
    ),
)
