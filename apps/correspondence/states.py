"""The lifecycle of a thread, which services, buttons and the documentation read."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.correspondence.models import ThreadState
from apps.shippers.roles import Ability

SELLER = frozenset({Ability.PREPARE})
OFFICER = frozenset({"review_applications"})


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """The facts that the guard looks at."""

    actor_on_team: bool


@guard("The person who acts is not on the team of the business.")
def _impartial(facts: ThreadFacts) -> Text | None:
    if not facts.actor_on_team:
        return None
    return _lazy("You are, or were until lately, on this business's team, so somebody else must answer.")


LIFECYCLE = Lifecycle(
    name=_lazy("question"),
    transitions=(
        Transition(tuple(ThreadState), "write", ThreadState.WAITING, SELLER, _lazy("Write")),
        Transition(tuple(ThreadState), "answer", ThreadState.ANSWERED, OFFICER, _lazy("Answer"), _impartial),
        Transition((ThreadState.ANSWERED,), "settle", ThreadState.CLOSED, SELLER, _lazy("My question is answered")),
        Transition(
            (ThreadState.WAITING, ThreadState.ANSWERED),
            "close",
            ThreadState.CLOSED,
            OFFICER,
            _lazy("Close without an answer"),
            _impartial,
        ),
    ),
)
