"""The lifecycles of a case of common control and of a request to be judged alone again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.control.models import ControlState, SeparationState
from apps.standing.roles import APPEALS, OFFICER, PROGRAM, SELLER, transition

# So many businesses at least are judged together.
MIN_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """The facts on which the actions on a case of common control depend.

    `actor_on_team`: the actor is on the team of any of its businesses. `actor_was_first`: the actor proposed the case,
    and `actor_served`: recorded a delivery by post. `heard` is the number of businesses that were heard: the notice was
    delivered, and the business has said everything or its time is over. `waits_until` is the last day on which one of
    those that received the notice may still respond; None if none may. `unserved` is the number of those that the
    notice has not reached. `final`: the business that acts has said everything. `bound` is the number of those that are
    judged together.
    """

    actor_on_team: bool
    now: datetime
    lapse_at: datetime
    actor_was_first: bool = False
    actor_served: bool = False
    heard: int = 0
    waits_until: date | None = None
    unserved: int = 0
    final: bool = False
    bound: int = 0


@dataclass(frozen=True, slots=True)
class SeparationFacts:
    """The facts on which a decision about a request to be judged alone depends. `took_part`: the actor proposed the
    case, recorded a delivery in it or bound the businesses. `time_is_over`: nobody has decided in time.
    """

    actor_on_team: bool
    took_part: bool = False
    time_is_over: bool = False


@guard(
    "Two or more of the businesses were heard: the notice was delivered, and the business has said everything or its "
    "time to respond is over. None that received the notice may still respond. The person who acts neither proposed "
    "the case nor recorded a delivery in it, and is on no team of it."
)
def _heard_by_another(facts: ControlFacts) -> Text | None:
    if on_team := impartial(facts):
        return on_team
    if facts.waits_until is not None:
        return _(
            "A business may respond until %(date)s, and add to its response until then. Wait until that day is over, "
            "or until it says that it has said everything."
        ) % {"date": date_format(facts.waits_until)}
    if facts.heard < MIN_TOGETHER:
        return _(
            "The notice has reached fewer than two of the businesses. Find somebody who signs for the others, or have "
            "the notice delivered by post and record the delivery."
        )
    if facts.actor_was_first or facts.actor_served:
        return _(
            "An officer who neither proposed the case nor recorded a delivery in it must decide."
            " Two people count as one if one of them asked for the account of the other."
        )
    return None


@guard(
    "The notice has not reached one of the businesses. A file proves the delivery. The person who acts did not propose "
    "the case, and is on no team of it."
)
def _not_served(facts: ControlFacts) -> Text | None:
    if not facts.unserved:
        return _("The notice was delivered already.")
    if facts.actor_was_first:
        return _(
            "You proposed this case. Somebody else records the delivery."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


@guard("The business has not said everything.")
def _not_final(facts: ControlFacts) -> Text | None:
    return _("You had said everything. You can ask to be judged alone at any time.") if facts.final else None


@guard("The time to decide, and the further time until the case lapses, are over.")
def _time_is_over(facts: ControlFacts) -> Text | None:
    return None if facts.now >= facts.lapse_at else _("A case lapses only when the time to decide is over.")


@guard("Fewer than two businesses of the case are still judged together.")
def _nobody_is_left(facts: ControlFacts) -> Text | None:
    return None if facts.bound < MIN_TOGETHER else _("Two or more businesses are still judged together.")


CONTROL = Lifecycle(
    _lazy("case of common control"),
    (
        transition(
            [ControlState.PROPOSED],
            "serve",
            ControlState.PROPOSED,
            {OFFICER},
            _lazy("Record delivery by post"),
            _not_served,
        ),
        transition(
            [ControlState.PROPOSED], "respond", ControlState.PROPOSED, {SELLER}, _lazy("Agree or contest"), _not_final
        ),
        transition(
            [ControlState.PROPOSED],
            "bind",
            ControlState.BOUND,
            {OFFICER},
            _lazy("Judge them together"),
            _heard_by_another,
        ),
        transition(
            [ControlState.PROPOSED],
            "drop",
            ControlState.DROPPED,
            {OFFICER},
            _lazy("Drop: each is judged alone"),
            impartial,
        ),
        transition([ControlState.PROPOSED], "lapse", ControlState.DROPPED, {PROGRAM}, _lazy("Lapse"), _time_is_over),
        transition(
            [ControlState.BOUND],
            "end",
            ControlState.ENDED,
            {PROGRAM},
            _lazy("End: fewer than two are left"),
            _nobody_is_left,
        ),
    ),
)

TOOK_PART = _lazy(
    "You took part in the decision by which the business is judged together with others. Somebody else must decide."
    " Two people count as one if one of them asked for the account of the other."
)


@guard(
    "The person who decides neither proposed the case, nor recorded a delivery in it, nor bound the businesses, and is "
    "on no team of it."
)
def _took_no_part(facts: SeparationFacts) -> Text | None:
    return TOOK_PART if facts.took_part else impartial(facts)


@guard("The time to decide is over.")
def _undecided_in_time(facts: SeparationFacts) -> Text | None:
    return None if facts.time_is_over else _("A request is granted this way only when the time to decide is over.")


SEPARATION = Lifecycle(
    _lazy("request to be judged alone"),
    (
        transition(
            [SeparationState.OPEN],
            "grant",
            SeparationState.GRANTED,
            {APPEALS},
            _lazy("Grant: it is judged alone again"),
            _took_no_part,
        ),
        transition(
            [SeparationState.OPEN],
            "deny",
            SeparationState.DENIED,
            {APPEALS},
            _lazy("Deny: it stays judged together"),
            _took_no_part,
        ),
        transition(
            [SeparationState.OPEN], "lapse", SeparationState.GRANTED, {PROGRAM}, _lazy("Lapse"), _undecided_in_time
        ),
        transition([SeparationState.OPEN], "end", SeparationState.GRANTED, {PROGRAM}, _lazy("End with the group")),
        transition(
            [SeparationState.OPEN], "withdraw", SeparationState.WITHDRAWN, {SELLER}, _lazy("Take the request back")
        ),
    ),
)
