"""The lifecycle that change requests and identity claims share."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Transition
from apps.shippers.roles import Ability, impartial
from apps.upkeep.models import State

OFFICER = "review_applications"
_MEMBER, _STAFF = frozenset({Ability.ATTEST}), frozenset({OFFICER})


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts on which the decision of a request depends."""

    actor_on_team: bool


LIFECYCLE = Lifecycle(
    name=_lazy("change request or identity claim"),
    transitions=(
        Transition((State.SUBMITTED,), "withdraw", State.WITHDRAWN, _MEMBER, _lazy("Withdraw")),
        Transition((State.SUBMITTED,), "accept", State.ACCEPTED, _STAFF, _lazy("Accept"), impartial),
        Transition((State.SUBMITTED,), "decline", State.DECLINED, _STAFF, _lazy("Decline"), impartial),
    ),
)
