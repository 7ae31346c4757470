"""The lifecycles of a proposed change and of a request for more time, with the conditions of each action."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Guard, Lifecycle, Text, Transition, guard
from apps.shippers.roles import impartial
from apps.standing.proposals.models import TAKEN_AWAY, ExtensionState, ProposalState
from apps.standing.roles import APPEALS, OFFICER, PROGRAM, SELLER, transition


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """The facts on which the actions on a proposed change depend.

    `in_effect`: the member is suspended at once because of the change. `reviewed`: an officer has reviewed that
    suspension. `served`: the notice has reached somebody who signs for the business; `decision_served`: the same of the
    decision. `final`: the business said that it has said everything. `second_officer`: the policy asks for two
    officers. `actor_was_first`: the actor proposed, confirmed or recommended the change. `actor_served`: the actor
    recorded a delivery by post. `actor_decided`: the actor decided the change. `actor_alleged`: the actor alleged a
    violation behind it. `first_missing`: no officer has proposed, confirmed or recommended it yet. `reducible`: the
    change can be reduced to something less. `extension_waits`: the seller has asked for more time, and nobody has
    answered.
    """

    actor_on_team: bool
    now: datetime
    respond_by: datetime
    respond_on: date
    responded: bool = False
    final: bool = False
    in_effect: bool = False
    reviewed: bool = False
    served: bool = True
    decision_served: bool = True
    actor_served: bool = False
    actor_decided: bool = False
    second_officer: bool = False
    actor_was_first: bool = False
    actor_alleged: bool = False
    first_missing: bool = False
    reducible: bool = False
    needs_supervisor: bool = False
    actor_oversees: bool = False
    lapse_at: datetime | None = None
    appeal_until: datetime | None = None
    appealed: bool = False
    extension_waits: bool = False


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """The facts on which a decision about a request for more time depends."""

    actor_on_team: bool


EXTENSION_WAITS = _lazy("The seller has asked for more time to respond. Answer that request first.")


def _was_heard(facts: ProposalFacts) -> Text | None:
    if on_team := impartial(facts):
        return on_team
    if not facts.served:
        return _(
            "The notice has reached nobody yet. Find somebody who signs for the business, or have the notice delivered "
            "by post and record the delivery. The time to respond begins then."
        )
    if facts.extension_waits:
        return EXTENSION_WAITS
    if facts.final or facts.now >= facts.respond_by:
        return None
    return _(
        "The seller may respond until %(date)s, and add to its response until then. Wait until that day is over, or "
        "until the seller says that it has said everything."
    ) % {"date": date_format(facts.respond_on)}


def _another_decides(facts: ProposalFacts) -> Text | None:
    if facts.actor_was_first:
        return _(
            "An officer other than the one who proposed, confirmed or recommended the change must decide it."
            " Two people count as one if one of them asked for the account of the other."
        )
    if facts.actor_served:
        return _(
            "You recorded the delivery of the notice, so somebody else decides."
            " Two people count as one if one of them asked for the account of the other."
        )
    return _alleged_nothing(facts)


def _alleged_nothing(facts: ProposalFacts) -> Text | None:
    if facts.actor_alleged:
        return _(
            "You alleged a violation on which this change rests, so somebody else decides."
            " Two people count as one if one of them asked for the account of the other."
        )
    return None


@guard(
    "The notice was delivered, and the business has said everything or its time to respond is over, also where the "
    "suspension is in effect already. No request for more time waits. The person who acts did not propose, confirm or "
    "serve the change, alleged no violation behind it, and is not on the team. Where the policy asks for two officers, "
    "the first has proposed or confirmed it."
)
def _heard_and_agreed(facts: ProposalFacts) -> Text | None:
    if blocked := _was_heard(facts):
        return blocked
    if same := _another_decides(facts):
        return same
    if facts.second_officer and facts.first_missing:
        return _("Two officers must agree to this change. Recommend it, and another officer decides.")
    return None


@guard(
    "The business was heard, as for “uphold”; the policy asks for two officers, and the program itself proposed "
    "the change. The person who acts alleged no violation behind it, and is not on the team."
)
def _heard_and_two_needed(facts: ProposalFacts) -> Text | None:
    if blocked := _was_heard(facts) or _alleged_nothing(facts):
        return blocked
    if not (facts.second_officer and facts.first_missing):
        return _("The policy asks for no second officer here. Decide the change yourself.")
    return None


@guard("The person who acts did not recommend the change, alleged no violation behind it, and is not on the team.")
def _another_agrees(facts: ProposalFacts) -> Text | None:
    return _another_decides(facts) or impartial(facts)


@guard(
    "Something less than the proposed change exists: a tier between, conditions instead of a suspension, a "
    "suspension instead of a removal. The business was heard, or is suspended at once and has less taken away from now "
    "on. The person who acts did not propose, confirm or recommend the change, alleged no violation behind it, and is "
    "not on the team."
)
def _can_be_less(facts: ProposalFacts) -> Text | None:
    if not facts.reducible:
        return _("This change can't be reduced to anything less. Uphold it or withdraw it.")
    # A change that is in effect becomes less, so the business need not wait for the end of its time to respond.
    if blocked := impartial(facts) if facts.in_effect else _was_heard(facts):
        return blocked
    return _another_decides(facts)


@guard("The suspension is in effect, and the person who acts is not on the team.")
def _can_be_lifted(facts: ProposalFacts) -> Text | None:
    if not facts.in_effect:
        return _("The member is not suspended because of this.")
    return impartial(facts)


@guard(
    "The suspension is in effect and was not reviewed before. The person who acts did not confirm or recommend it, "
    "alleged no violation behind it, and is not on the team."
)
def _can_be_reviewed(facts: ProposalFacts) -> Text | None:
    if not facts.in_effect:
        return _("The member is not suspended because of this.")
    if facts.reviewed:
        return _("An officer has reviewed the suspension already. It can still be lifted on any day.")
    return _another_decides(facts) or impartial(facts)


@guard(
    "The person who acts is not on the team; beyond the hourly limit of a source, that person is a supervisor or a "
    "deputy."
)
def _may_be_dismissed(facts: ProposalFacts) -> Text | None:
    if facts.needs_supervisor and not facts.actor_oversees:
        return _("This source has caused many suspensions within an hour. A supervisor must look at this one.")
    return impartial(facts)


@guard("As for “dismiss”; and the person who acts alleged none of the violations.")
def _may_be_confirmed(facts: ProposalFacts) -> Text | None:
    return _may_be_dismissed(facts) or _alleged_nothing(facts)


def _another_serves(facts: ProposalFacts) -> Text | None:
    if facts.actor_was_first or facts.actor_alleged or facts.actor_decided:
        return _(
            "You proposed, confirmed, recommended or decided this change, or alleged a violation behind it. Somebody "
            "else records the delivery."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


@guard(
    "The notice has not been delivered yet: nobody who signs for the business uses the site. A file proves the "
    "delivery. The person who acts did not propose, confirm or recommend the change, alleged no violation behind it, "
    "and is not on the team."
)
def _not_served(facts: ProposalFacts) -> Text | None:
    if facts.served:
        return _("The notice was delivered already.")
    return _another_serves(facts)


@guard("The decision has not been delivered yet. The rest is as for “serve”, and the person who acts did not decide.")
def _decision_not_served(facts: ProposalFacts) -> Text | None:
    if facts.decision_served:
        return _("The decision was delivered already.")
    return _another_serves(facts)


@guard("No request for more time waits. The person who acts is not on the team.")
def _not_asked(facts: ProposalFacts) -> Text | None:
    return EXTENSION_WAITS if facts.extension_waits else impartial(facts)


@guard("The business has not said everything, and no request for more time waits. The person is not on the team.")
def _not_final(facts: ProposalFacts) -> Text | None:
    if facts.final:
        return _("The business has said everything. It needs no more time.")
    return _not_asked(facts)


@guard("The time to decide, and the further time until the proposed change lapses, are over.")
def _time_is_over(facts: ProposalFacts) -> Text | None:
    if facts.lapse_at is None or facts.now < facts.lapse_at:
        return _("A proposed change lapses only when the time to decide is over.")
    return None


@guard("The business has not responded before.")
def _not_responded(facts: ProposalFacts) -> Text | None:
    if facts.responded:
        return _("You have responded already. You can add to your response until an officer decides.")
    return None


@guard(
    "The time to appeal, which begins when the decision is delivered, has not ended, and the decision was not appealed "
    "before."
)
def _appealable(facts: ProposalFacts) -> Text | None:
    if facts.appealed:
        return _("You have appealed this decision already.")
    if facts.appeal_until is not None and facts.now > facts.appeal_until:
        return _("The time to appeal is over.")
    return None


_HEARING = (ProposalState.PROPOSED, ProposalState.RESPONDED)


def _at_once(action: str, label: Text, condition: Guard[ProposalFacts]) -> Iterator[Transition]:
    """Yield an action on a suspension that is in effect and undecided: the state of the proposed change stays."""
    for state in (*_HEARING, ProposalState.TO_AGREE):
        yield transition([state], action, state, {OFFICER}, label, condition)


PROPOSAL = Lifecycle(
    _lazy("proposed change"),
    (
        transition(
            [ProposalState.TO_CONFIRM],
            "confirm",
            ProposalState.PROPOSED,
            {OFFICER},
            _lazy("Confirm: suspend at once"),
            _may_be_confirmed,
        ),
        transition(
            [ProposalState.TO_CONFIRM],
            "dismiss",
            ProposalState.WITHDRAWN,
            {PROGRAM, OFFICER},
            _lazy("Dismiss: nobody is suspended"),
            _may_be_dismissed,
        ),
        transition(
            [ProposalState.PROPOSED],
            "serve",
            ProposalState.PROPOSED,
            {OFFICER},
            _lazy("Record delivery by post"),
            _not_served,
        ),
        transition(
            [ProposalState.PROPOSED], "respond", ProposalState.RESPONDED, {SELLER}, _lazy("Respond"), _not_responded
        ),
        transition(
            [ProposalState.PROPOSED], "extend", ProposalState.PROPOSED, {OFFICER}, _lazy("Give more time"), _not_asked
        ),
        transition(
            [ProposalState.RESPONDED], "extend", ProposalState.RESPONDED, {OFFICER}, _lazy("Give more time"), _not_final
        ),
        *_at_once("continue", _lazy("Review: the suspension stays until the decision"), _can_be_reviewed),
        *_at_once("lift", _lazy("Lift the suspension until the decision"), _can_be_lifted),
        transition(
            _HEARING,
            "uphold",
            ProposalState.UPHELD,
            {OFFICER},
            _lazy("Uphold: the change is made"),
            _heard_and_agreed,
        ),
        transition(
            _HEARING,
            "recommend",
            ProposalState.TO_AGREE,
            {OFFICER},
            _lazy("Recommend to uphold: a second officer decides"),
            _heard_and_two_needed,
        ),
        transition(
            [ProposalState.TO_AGREE],
            "agree",
            ProposalState.UPHELD,
            {OFFICER},
            _lazy("Agree: the change is made"),
            _another_agrees,
        ),
        transition(
            [ProposalState.TO_AGREE], "send_back", ProposalState.PROPOSED, {OFFICER}, _lazy("Send back"), impartial
        ),
        transition(
            _HEARING, "reduce", ProposalState.REDUCED, {OFFICER}, _lazy("Reduce: less is taken away"), _can_be_less
        ),
        transition(
            (*_HEARING, ProposalState.TO_AGREE),
            "withdraw",
            ProposalState.WITHDRAWN,
            {PROGRAM, OFFICER},
            _lazy("Withdraw: nothing is taken away"),
            impartial,
        ),
        transition(
            (*_HEARING, ProposalState.TO_AGREE), "lapse", ProposalState.LAPSED, {PROGRAM}, _lazy("Lapse"), _time_is_over
        ),
        *(
            transition(
                [state],
                "serve_decision",
                state,
                {OFFICER},
                _lazy("Record delivery of the decision by post"),
                _decision_not_served,
            )
            for state in TAKEN_AWAY
        ),
        *(transition([state], "appeal", state, {SELLER}, _lazy("Appeal"), _appealable) for state in TAKEN_AWAY),
        transition(
            TAKEN_AWAY,
            "overturn",
            ProposalState.OVERTURNED,
            {APPEALS},
            _lazy("Overturn on appeal"),
        ),
    ),
)
EXTENSION = Lifecycle(
    _lazy("request for more time"),
    (
        transition([ExtensionState.OPEN], "grant", ExtensionState.GRANTED, {OFFICER}, _lazy("Give it"), impartial),
        transition(
            [ExtensionState.OPEN],
            "decline",
            ExtensionState.DECLINED,
            {OFFICER},
            _lazy("Do not give it"),
            impartial,
        ),
        transition([ExtensionState.OPEN], "close", ExtensionState.CLOSED, {PROGRAM}, _lazy("Close without an answer")),
    ),
)
