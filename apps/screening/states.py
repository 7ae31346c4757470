"""The lifecycle of a hit, which services, buttons and the documentation read."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.screening.models import DECIDED, STANDING, HitState
from apps.shippers.roles import impartial

OFFICER = "decide_hits"
# The program itself: what the lists and the profile say decides.
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class HitFacts:
    """The facts that the guards look at: the actor is on the team of the business; a violation was alleged with the
    decision and is not reversed.
    """

    actor_on_team: bool = False
    alleged: bool = False


@guard(
    "No violation stands that was alleged with the decision. The person who acts is not on the team of the business."
)
def _undone_alone(facts: HitFacts) -> Text | None:
    if facts.alleged:
        return _lazy(
            "A violation was alleged with this decision. Reverse the violation on its own page: the hit follows."
        )
    return impartial(facts)


_OFFICERS = frozenset({OFFICER})
_PROGRAM = frozenset({PROGRAM})

LIFECYCLE = Lifecycle(
    _lazy("screening hit"),
    (
        Transition(
            (HitState.POTENTIAL,), "clear", HitState.CLEARED, _OFFICERS, _lazy("Clear: another party"), impartial
        ),
        Transition(
            (HitState.POTENTIAL,),
            "confirm",
            HitState.CONFIRMED,
            _OFFICERS,
            _lazy("Confirm: the party on the list"),
            impartial,
        ),
        Transition(DECIDED, "reopen", HitState.POTENTIAL, _OFFICERS, _lazy("Look at it again"), _undone_alone),
        # The list took the entry off, or the business no longer names the party.
        Transition(STANDING, "lapse", HitState.LAPSED, _PROGRAM, _lazy("Lapse")),
        # The entry or the party changed, or the two are alike again.
        Transition((HitState.CLEARED, HitState.LAPSED), "return", HitState.POTENTIAL, _PROGRAM, _lazy("Open again")),
        # The violation that was alleged with the decision was reversed.
        Transition((HitState.CONFIRMED,), "overturn", HitState.CLEARED, _PROGRAM, _lazy("Overturn")),
    ),
)
