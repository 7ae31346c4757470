"""The lifecycle of a departure that an officer started on the business's behalf."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.departures.models import DepartureState
from apps.standing.roles import OFFICER, OWNER, PROGRAM, transition


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """The facts on which the actions on a departure depend. `actor_was_first`: the actor started the departure, or
    recorded the signed confirmation.
    """

    actor_on_team: bool
    now: datetime
    confirm_by: datetime
    actor_was_first: bool = False


@guard(
    "The person who acts neither started the departure nor recorded the signed confirmation, and is not on the team."
)
def _another_agrees(facts: DepartureFacts) -> Text | None:
    if facts.actor_was_first:
        return _(
            "An officer other than the one who started the departure or recorded the confirmation must agree."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


@guard("The time to confirm is over.")
def _time_is_over(facts: DepartureFacts) -> Text | None:
    if facts.now < facts.confirm_by:
        return _("A departure lapses only when the time to confirm is over.")
    return None


_WAITING = (DepartureState.OPEN, DepartureState.SIGNED)

DEPARTURE = Lifecycle(
    _lazy("departure"),
    (
        transition(_WAITING, "confirm", DepartureState.CONFIRMED, {OWNER}, _lazy("Confirm: we leave the program")),
        transition(_WAITING, "decline", DepartureState.DECLINED, {OWNER}, _lazy("Decline: we stay")),
        transition(
            [DepartureState.OPEN],
            "sign",
            DepartureState.SIGNED,
            {OFFICER},
            _lazy("Record a signed confirmation"),
            impartial,
        ),
        transition(
            [DepartureState.SIGNED],
            "agree",
            DepartureState.CONFIRMED,
            {OFFICER},
            _lazy("Agree: the business leaves"),
            _another_agrees,
        ),
        transition(
            [DepartureState.SIGNED],
            "send_back",
            DepartureState.OPEN,
            {OFFICER},
            _lazy("Send back: the file does not prove it"),
            impartial,
        ),
        transition(
            _WAITING,
            "cancel",
            DepartureState.CANCELLED,
            {PROGRAM, OFFICER},
            _lazy("Cancel the departure"),
            impartial,
        ),
        transition(_WAITING, "lapse", DepartureState.LAPSED, {PROGRAM}, _lazy("Lapse"), _time_is_over),
    ),
)
