"""The lifecycles of watched goods and of their sightings."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.watchlists.models import GoodsState, SightingState

OFFICER = "record_violations"
# A batch of reports that is recorded.
PROGRAM = "program"
SENT_ONE = _lazy(
    "You are, or were until lately, on the team of a business that sent one of these parcels. Somebody else must look "
    "at them."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The fact that the guard looks at: the actor is, or was until lately, on the team of a sender."""

    actor_on_team: bool


@guard("The person who acts is not on the team of a business that sent one of the parcels.")
def impartial(facts: Facts) -> Text | None:
    return SENT_ONE if facts.actor_on_team else None


GOODS = Lifecycle(
    _lazy("watched goods"),
    (
        Transition(
            (GoodsState.WATCHED,), "end", GoodsState.ENDED, frozenset({OFFICER}), _lazy("Watch for them no longer")
        ),
    ),
)

SIGHTING = Lifecycle(
    _lazy("sighting of watched goods"),
    (
        Transition(
            (SightingState.OPEN,),
            "close",
            SightingState.CLOSED,
            frozenset({OFFICER}),
            _lazy("Say what was found, and close it"),
            impartial,
        ),
        Transition(
            (SightingState.OPEN, SightingState.CLOSED),
            "add",
            SightingState.OPEN,
            frozenset({PROGRAM}),
            _lazy("Add parcels of a further batch"),
        ),
    ),
)
