"""The lifecycles of standing: a member's status, what is proposed to be taken away, more time, appeals, and plans."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.lifecycle import Lifecycle, Text, Transition
from apps.shippers.roles import Ability, impartial
from apps.standing.models import Appeal, Extension, Plan, PlanItem, ProposedChange, Status

# Who may act: the program itself, staff by their permission, a seller's team by what its roles may do.
PROGRAM = "program"
OFFICER = "decide_changes"
OVERSEER = "oversee_changes"
APPEALS = "decide_appeals"
SELLER = Ability.ATTEST


class Reason(StrEnum):
    """Why a standing changed, in the codes that partners see: they never tell a category or a finding."""

    ENROLLED = "enrolled"
    VALIDATED = "validated"
    VALIDATION_ENDED = "validation_ended"
    TIER_EARNED = "tier_earned"
    TIER_NOT_KEPT = "tier_not_kept"
    SUSPENDED = "suspended"
    ON_CONDITIONS = "on_conditions"
    REINSTATED = "reinstated"
    RESTORED = "restored"
    REMOVED = "removed"
    LEFT = "left"


def _transition(sources, action, target, who, label, guard=None) -> Transition:
    return Transition(tuple(sources), action, target, frozenset(who), label, guard)


STATUS = Lifecycle(
    gettext_lazy("standing"),
    (
        _transition(
            [Status.ACTIVE, Status.CONDITIONAL],
            "suspend",
            Status.SUSPENDED,
            {PROGRAM, OFFICER},
            gettext_lazy("Suspend"),
        ),
        _transition(
            [Status.ACTIVE], "put_on_conditions", Status.CONDITIONAL, {OFFICER}, gettext_lazy("Put on conditions")
        ),
        _transition(
            [Status.CONDITIONAL, Status.SUSPENDED],
            "reinstate",
            Status.ACTIVE,
            {PROGRAM, OFFICER},
            gettext_lazy("Reinstate"),
        ),
        _transition(
            [Status.SUSPENDED],
            "reinstate_conditionally",
            Status.CONDITIONAL,
            {PROGRAM, OFFICER},
            gettext_lazy("Reinstate on conditions"),
        ),
        _transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "remove",
            Status.REMOVED,
            {OFFICER},
            gettext_lazy("Remove"),
        ),
        _transition(
            [Status.CONDITIONAL, Status.SUSPENDED, Status.REMOVED],
            "restore",
            Status.ACTIVE,
            {APPEALS},
            gettext_lazy("Restore on appeal"),
        ),
        _transition(
            [Status.SUSPENDED, Status.REMOVED],
            "restore_conditionally",
            Status.CONDITIONAL,
            {APPEALS},
            gettext_lazy("Restore on appeal, on the conditions of before"),
        ),
        _transition(
            [Status.REMOVED],
            "restore_suspended",
            Status.SUSPENDED,
            {APPEALS},
            gettext_lazy("Restore on appeal, suspended as before"),
        ),
        _transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "withdraw",
            Status.WITHDRAWN,
            {SELLER, OFFICER},
            gettext_lazy("Leave the program"),
        ),
        _transition([Status.WITHDRAWN, Status.REMOVED], "readmit", Status.ACTIVE, {PROGRAM}, gettext_lazy("Readmit")),
    ),
)


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What may be done with a proposed change depends on these.

    `in_effect`: it is at once, and stands meanwhile. `served`: the notice has reached somebody on the team.
    `second_officer`: the policy asks for two. `actor_was_first`: who acts proposed, confirmed or recommended it;
    `first_missing`: no officer or agency did so yet. `lesser`: there is something less that it can be reduced to.
    """

    actor_on_team: bool
    now: datetime
    respond_by: datetime
    respond_on: date
    responded: bool = False
    in_effect: bool = False
    served: bool = True
    second_officer: bool = False
    actor_was_first: bool = False
    first_missing: bool = False
    lesser: bool = False
    needs_supervisor: bool = False
    actor_oversees: bool = False
    lapse_at: datetime | None = None
    appeal_until: datetime | None = None
    appealed: bool = False


def _was_heard(facts: ProposalFacts) -> Text | None:
    if on_team := impartial(facts):
        return on_team
    if facts.in_effect:
        return None
    if not facts.served:
        return _(
            "The notice has reached nobody yet. Deliver it by post and record that; the time to respond begins then."
        )
    if facts.responded or facts.now >= facts.respond_by:
        return None
    return _("The seller may respond until %(date)s. Wait for the response, or for that day.") % {
        "date": date_format(facts.respond_on)
    }


def _heard_and_agreed(facts: ProposalFacts) -> Text | None:
    if blocked := _was_heard(facts):
        return blocked
    if facts.second_officer and facts.actor_was_first:
        return _("This is decided by another officer than the one who proposed or confirmed it.")
    if facts.second_officer and facts.first_missing:
        return _("Two officers must agree to this. Recommend it, and another decides.")
    return None


def _heard_and_two_needed(facts: ProposalFacts) -> Text | None:
    if blocked := _was_heard(facts):
        return blocked
    if not (facts.second_officer and facts.first_missing):
        return _("No second officer is needed here: decide it.")
    return None


def _another_agrees(facts: ProposalFacts) -> Text | None:
    if facts.actor_was_first:
        return _("This is decided by another officer than the one who recommended it.")
    return impartial(facts)


def _can_be_less(facts: ProposalFacts) -> Text | None:
    if not facts.lesser:
        return _("There is nothing less that this could be reduced to. Uphold or withdraw it.")
    if blocked := _was_heard(facts):
        return blocked
    if facts.second_officer and facts.actor_was_first:
        return _("This is decided by another officer than the one who proposed or confirmed it.")
    return None


def _may_be_confirmed(facts: ProposalFacts) -> Text | None:
    if facts.needs_supervisor and not facts.actor_oversees:
        return _("This source has brought about many suspensions within an hour. A supervisor looks at this one.")
    return impartial(facts)


def _not_served(facts: ProposalFacts) -> Text | None:
    if facts.served:
        return _("The notice was delivered already.")
    return impartial(facts)


def _time_is_over(facts: ProposalFacts) -> Text | None:
    if facts.lapse_at is None or facts.now < facts.lapse_at:
        return _("It lapses only when the time to decide is over.")
    return None


def _appealable(facts: ProposalFacts) -> Text | None:
    if facts.appealed:
        return _("You have appealed this already.")
    if facts.appeal_until is None or facts.now > facts.appeal_until:
        return _("The time to appeal is over.")
    return None


_State = ProposedChange.State
_HEARING = (_State.PROPOSED, _State.RESPONDED)

PROPOSAL = Lifecycle(
    gettext_lazy("proposed change"),
    (
        _transition(
            [_State.TO_CONFIRM],
            "confirm",
            _State.PROPOSED,
            {OFFICER},
            gettext_lazy("Confirm: suspend at once"),
            _may_be_confirmed,
        ),
        _transition(
            [_State.TO_CONFIRM],
            "dismiss",
            _State.WITHDRAWN,
            {PROGRAM, OFFICER},
            gettext_lazy("Dismiss: nobody is suspended"),
            _may_be_confirmed,
        ),
        _transition(
            [_State.PROPOSED], "serve", _State.PROPOSED, {OFFICER}, gettext_lazy("Record delivery by post"), _not_served
        ),
        _transition([_State.PROPOSED], "respond", _State.RESPONDED, {SELLER}, gettext_lazy("Respond")),
        _transition([_State.PROPOSED], "extend", _State.PROPOSED, {OFFICER}, gettext_lazy("Give more time"), impartial),
        _transition(
            _HEARING,
            "uphold",
            _State.UPHELD,
            {OFFICER},
            gettext_lazy("Uphold: the change is made"),
            _heard_and_agreed,
        ),
        _transition(
            _HEARING,
            "recommend",
            _State.TO_AGREE,
            {OFFICER},
            gettext_lazy("Recommend to uphold: a second officer decides"),
            _heard_and_two_needed,
        ),
        _transition(
            [_State.TO_AGREE],
            "agree",
            _State.UPHELD,
            {OFFICER},
            gettext_lazy("Agree: the change is made"),
            _another_agrees,
        ),
        _transition([_State.TO_AGREE], "send_back", _State.PROPOSED, {OFFICER}, gettext_lazy("Send back"), impartial),
        _transition(
            _HEARING, "reduce", _State.REDUCED, {OFFICER}, gettext_lazy("Reduce: less is taken away"), _can_be_less
        ),
        _transition(
            (*_HEARING, _State.TO_AGREE),
            "withdraw",
            _State.WITHDRAWN,
            {PROGRAM, OFFICER},
            gettext_lazy("Withdraw: nothing is taken away"),
            impartial,
        ),
        _transition(
            (*_HEARING, _State.TO_AGREE), "lapse", _State.LAPSED, {PROGRAM}, gettext_lazy("Lapse"), _time_is_over
        ),
        _transition([_State.UPHELD], "appeal", _State.UPHELD, {SELLER}, gettext_lazy("Appeal"), _appealable),
        _transition([_State.REDUCED], "appeal", _State.REDUCED, {SELLER}, gettext_lazy("Appeal"), _appealable),
        _transition(
            [_State.UPHELD, _State.REDUCED],
            "overturn",
            _State.OVERTURNED,
            {APPEALS},
            gettext_lazy("Overturn on appeal"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """`took_part`: who acts proposed, confirmed, recommended or decided what is appealed."""

    actor_on_team: bool
    took_part: bool = False


def _took_no_part(facts: HearingFacts) -> Text | None:
    if facts.took_part:
        return _("You took part in the decision that is appealed. Somebody else must hear the appeal.")
    return impartial(facts)


EXTENSION = Lifecycle(
    gettext_lazy("request for more time"),
    (
        _transition(
            [Extension.State.OPEN], "grant", Extension.State.GRANTED, {OFFICER}, gettext_lazy("Give it"), impartial
        ),
        _transition(
            [Extension.State.OPEN],
            "decline",
            Extension.State.DECLINED,
            {OFFICER},
            gettext_lazy("Do not give it"),
            impartial,
        ),
    ),
)
APPEAL = Lifecycle(
    gettext_lazy("appeal of a change of standing"),
    (
        _transition(
            [Appeal.State.OPEN],
            "grant",
            Appeal.State.GRANTED,
            {APPEALS},
            gettext_lazy("Grant: what was taken away is given back"),
            _took_no_part,
        ),
        _transition(
            [Appeal.State.OPEN],
            "deny",
            Appeal.State.DENIED,
            {APPEALS},
            gettext_lazy("Deny: the decision stands"),
            _took_no_part,
        ),
        _transition(
            [Appeal.State.OPEN], "withdraw", Appeal.State.WITHDRAWN, {SELLER}, gettext_lazy("Take the appeal back")
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`unsettled` counts the items that no officer has accepted; `overdue` those whose day is over without an
    answer."""

    actor_on_team: bool
    unsettled: int = 0
    overdue: int = 0
    plan_is_open: bool = True
    removal_open: bool = False


def _all_items_accepted(facts: PlanFacts) -> Text | None:
    if facts.unsettled:
        return _("Not every item has been accepted. Accept the answers first.")
    return impartial(facts)


def _item_overdue(facts: PlanFacts) -> Text | None:
    return None if facts.overdue else _("No item is overdue.")


def _removal_decided(facts: PlanFacts) -> Text | None:
    if facts.removal_open:
        return _("The removal that was proposed because of it is not decided yet. Decide that first.")
    return impartial(facts)


def _plan_is_open(facts: PlanFacts) -> Text | None:
    return None if facts.plan_is_open else _("The plan has ended. Nothing can be added to it.")


def _plan_open_and_impartial(facts: PlanFacts) -> Text | None:
    return _plan_is_open(facts) or impartial(facts)


PLAN = Lifecycle(
    gettext_lazy("corrective action plan"),
    (
        _transition(
            [Plan.State.OPEN],
            "complete",
            Plan.State.COMPLETED,
            {OFFICER},
            gettext_lazy("Complete: full standing again"),
            _all_items_accepted,
        ),
        _transition([Plan.State.OPEN], "miss", Plan.State.MISSED, {PROGRAM}, gettext_lazy("Miss"), _item_overdue),
        _transition(
            [Plan.State.MISSED],
            "resume",
            Plan.State.OPEN,
            {OFFICER},
            gettext_lazy("Let it go on, with a new day"),
            _removal_decided,
        ),
        _transition(
            [Plan.State.OPEN, Plan.State.MISSED],
            "cancel",
            Plan.State.CANCELLED,
            {PROGRAM, OFFICER},
            gettext_lazy("Cancel the plan"),
            impartial,
        ),
    ),
)
ITEM = Lifecycle(
    gettext_lazy("item of a corrective action plan"),
    (
        _transition(
            [PlanItem.State.OPEN],
            "answer",
            PlanItem.State.ANSWERED,
            {SELLER},
            gettext_lazy("Send the answer"),
            _plan_is_open,
        ),
        _transition(
            [PlanItem.State.ANSWERED],
            "accept",
            PlanItem.State.ACCEPTED,
            {OFFICER},
            gettext_lazy("Accept the answer"),
            _plan_open_and_impartial,
        ),
        _transition(
            [PlanItem.State.ANSWERED],
            "decline",
            PlanItem.State.OPEN,
            {OFFICER},
            gettext_lazy("Do not accept the answer"),
            _plan_open_and_impartial,
        ),
        _transition(
            [PlanItem.State.OPEN],
            "extend",
            PlanItem.State.OPEN,
            {OFFICER},
            gettext_lazy("Give more time"),
            _plan_open_and_impartial,
        ),
    ),
)
