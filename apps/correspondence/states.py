"""The life of a thread: who wrote last decides on whom it waits. Services, buttons and the documentation read this."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.correspondence.models import Thread
from apps.shippers.roles import Ability

State = Thread.State
SELLER = frozenset({Ability.PREPARE})
OFFICER = frozenset({"review_applications"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guard looks at."""

    actor_on_team: bool


@guard("The person who acts is not on the team of the business.")
def _impartial(facts: Facts) -> Text | None:
    return _lazy("You are on this business's team: somebody else must answer.") if facts.actor_on_team else None


LIFECYCLE = Lifecycle(
    name=_lazy("question"),
    transitions=(
        Transition(tuple(State), "write", State.WAITING, SELLER, _lazy("Write")),
        Transition(tuple(State), "answer", State.ANSWERED, OFFICER, _lazy("Answer"), _impartial),
        Transition(
            (State.WAITING, State.ANSWERED),
            "close",
            State.CLOSED,
            OFFICER,
            _lazy("Close without an answer"),
            _impartial,
        ),
    ),
)
