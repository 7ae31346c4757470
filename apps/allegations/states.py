"""The lifecycle of a tip, which services, buttons and the documentation read."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.allegations.models import OPEN_STATES, TipState
from apps.core.lifecycle import Lifecycle, Text, Transition
from apps.shippers.roles import impartial

OFFICER = "triage_tips"
# The person with the receipt code.
SENDER = "sender"


@dataclass(frozen=True, slots=True)
class AllegationFacts:
    """The facts that the guard looks at: the actor is on the team of the business, where the tip names its business."""

    actor_on_team: bool


def _by_officer(sources: tuple[str, ...], action: str, target: TipState, label: Text) -> Transition:
    return Transition(sources, action, target, frozenset({OFFICER}), label, impartial)


LIFECYCLE = Lifecycle(
    _lazy("tip"),
    (
        _by_officer((TipState.RECEIVED,), "start", TipState.IN_TRIAGE, _lazy("Look into it")),
        _by_officer((TipState.RECEIVED, TipState.IN_TRIAGE), "ask", TipState.ASKED, _lazy("Ask the sender")),
        Transition((TipState.ASKED,), "answer", TipState.IN_TRIAGE, frozenset({SENDER}), _lazy("Answer the question")),
        _by_officer(OPEN_STATES, "duplicate", TipState.DUPLICATE, _lazy("Close: it says the same as another tip")),
        _by_officer(OPEN_STATES, "refer", TipState.REFERRED, _lazy("Close: refer it to an agency")),
        _by_officer(OPEN_STATES, "reject", TipState.NOT_SUBSTANTIATED, _lazy("Close: it was not confirmed")),
        _by_officer(OPEN_STATES, "substantiate", TipState.SUBSTANTIATED, _lazy("Close: allege a violation")),
    ),
)
