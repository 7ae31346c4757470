"""The lifecycle of an assurance call."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.assurance.models import RUNNING, CallState
from apps.standing.roles import OFFICER, PROGRAM, transition


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The facts on which the actions on an assurance call depend.

    `time_is_over`: the member has had its hours. `asked_by_officer`: an officer asks for the change, not an evaluation.
    """

    actor_on_team: bool = False
    time_is_over: bool = False
    asked_by_officer: bool = False


@guard("The member's time is not over. The person who acts is not on the team.")
def _in_time(facts: CallFacts) -> Text | None:
    if facts.time_is_over:
        return _("The time for the call is over.")
    return impartial(facts)


@guard("The member's time is over.")
def _time_is_over(facts: CallFacts) -> Text | None:
    return None if facts.time_is_over else _("The member's time is not over.")


@guard("An officer asked for the change, not an evaluation. The person who acts is not on the team.")
def _asked_by_officer(facts: CallFacts) -> Text | None:
    if not facts.asked_by_officer:
        return _("The record asks for this change. It is dropped by itself when the record no longer asks for it.")
    return impartial(facts)


ASSURANCE = Lifecycle(
    _lazy("assurance call"),
    (
        transition(
            [CallState.WAITING],
            "try",
            CallState.WAITING,
            {OFFICER},
            _lazy("Record an attempt without success"),
            _in_time,
        ),
        transition(
            [CallState.WAITING, CallState.REACHED],
            "reach",
            CallState.REACHED,
            {OFFICER},
            _lazy("Record that the member was reached"),
            _in_time,
        ),
        transition([CallState.WAITING], "miss", CallState.NOT_REACHED, {PROGRAM}, _lazy("Miss"), _time_is_over),
        transition(RUNNING, "propose", CallState.PROPOSED, {PROGRAM}, _lazy("Propose the change"), _time_is_over),
        # The member leaves the program before its time is over.
        transition(RUNNING, "propose_on_leaving", CallState.PROPOSED, {PROGRAM}, _lazy("Propose the change")),
        transition(RUNNING, "drop", CallState.DROPPED, {PROGRAM}, _lazy("Drop: nothing is asked for any more")),
        transition(
            RUNNING,
            "withdraw",
            CallState.DROPPED,
            {OFFICER},
            _lazy("Do not propose the change"),
            _asked_by_officer,
        ),
    ),
)
