"""The lifecycles of watched goods and of their sightings."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.watchlists.models import GoodsState, SightingState
from apps.core.lifecycle import Lifecycle, Text, Transition, guard

OFFICER = "record_violations"
# A batch of reports that is recorded, and the last day of a watch that has passed.
PROGRAM = "program"
SENT_ONE = _lazy(
    "You are, or were until lately, on the team of a business that sent one of these parcels. Somebody else must look "
    "at them."
)


PROPOSED_IT = _lazy(
    "You proposed this watch, so somebody else confirms it. Two people count as one if one of them asked for the "
    "account of the other."
)


@dataclass(frozen=True, slots=True)
class SightingFacts:
    """The fact that the guard looks at: the actor is, or was until lately, on the team of a sender."""

    actor_on_team: bool


@dataclass(frozen=True, slots=True)
class GoodsFacts:
    """The facts on which the actions on watched goods depend. `actor_proposed`: the actor proposed the watch, or counts
    as one person with the one who did. `is_over`: the last day has passed.
    """

    actor_proposed: bool = False
    is_over: bool = False


@guard("The person who acts did not propose the watch, and its last day has not passed.")
def _second_person(facts: GoodsFacts) -> Text | None:
    if facts.actor_proposed:
        return PROPOSED_IT
    return _lazy("The last day has passed. Propose the watch again.") if facts.is_over else None


@guard("The last day has passed.")
def _is_over(facts: GoodsFacts) -> Text | None:
    return None if facts.is_over else _lazy("The last day has not passed.")


@guard("The person who acts is not on the team of a business that sent one of the parcels.")
def impartial(facts: SightingFacts) -> Text | None:
    return SENT_ONE if facts.actor_on_team else None


_RUNNING = (GoodsState.WAITING, GoodsState.WATCHED)
GOODS = Lifecycle(
    _lazy("watched goods"),
    (
        Transition(
            (GoodsState.WAITING,),
            "confirm",
            GoodsState.WATCHED,
            frozenset({OFFICER}),
            _lazy("Confirm: watch for them until the last day"),
            _second_person,
        ),
        Transition(_RUNNING, "end", GoodsState.ENDED, frozenset({OFFICER}), _lazy("Watch for them no longer")),
        Transition(
            _RUNNING, "expire", GoodsState.ENDED, frozenset({PROGRAM}), _lazy("End after the last day"), _is_over
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
