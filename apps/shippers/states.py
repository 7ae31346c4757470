"""The lifecycle of a waiting change."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import PROGRAM, Lifecycle, Transition
from apps.shippers.models import WaitingState
from apps.shippers.roles import Ability

# The person whom the change is about, on the team or not.
PERSON = "person"
_PROGRAM = frozenset({PROGRAM})

LIFECYCLE = Lifecycle(
    name=_lazy("waiting change"),
    transitions=(
        Transition((WaitingState.WAITING,), "do", WaitingState.DONE, _PROGRAM, _lazy("Do, after the wait")),
        Transition(
            (WaitingState.WAITING,), "lapse", WaitingState.LAPSED, _PROGRAM, _lazy("Lapse, if it can't be done")
        ),
        Transition(
            (WaitingState.WAITING,),
            "stop",
            WaitingState.STOPPED,
            frozenset({Ability.MANAGE_TEAM, PERSON}),
            _lazy("Stop this change"),
        ),
    ),
)
