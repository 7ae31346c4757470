"""The adverse actions: one row for each thing that the program can take away from a member.

A row says what an action takes, who may propose it and upon what, to what less it can be reduced, and in which words
sellers, staff and the public read of it. The process is the same for all (`proposals/states.py`): proposal, notice,
response, decision and appeal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.policy.procedures import ChangeSafeguards
from apps.policy.terms import Terms
from apps.standing.members.models import Status
from apps.standing.members.states import STATUS, ChangeReason


class Cause(StrEnum):
    """The event upon which an action is proposed by a rule, without an officer who chooses the action."""

    LOW_RECORD = "low_record"
    CRITICAL_FINDING = "critical_finding"
    MISSED_PLAN = "missed_plan"
    DENIED_VISIT = "denied_visit"


NOTHING_CHANGES = _lazy("Nothing changes before an officer has decided.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWords:
    """The words of an adverse action for the member.

    `call` and `notice` are the subjects of the message before a call and of the notice, and `opening` is the first
    sentence of the notice. `proposed`, `was_proposed` and `decided` say on the pages what stands: while the change is
    undecided, afterwards, and once it was upheld. The places are `held` and `tier`, the tiers before and after, and in
    `decided` the `day`.
    """

    call: Promise
    notice: Promise
    opening: Promise = NOTHING_CHANGES
    proposed: Promise
    was_proposed: Promise
    decided: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffOffer:
    """The words with which the desk offers an officer to propose an action, in English: the button, and the effect."""

    label: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseAction:
    """A kind of change that takes something away from a member.

    - `code`: in the database, the messages and the public register, at most 10 letters; `name`: as people read it.
    - `act`: the act on the standing that makes the change, and the code of the officer's act that proposes it. An act
      of the lifecycle of the status takes the status; `departed_act` takes it from a business that left meanwhile.
    - `reason`: the code that partners read. `lesser_acts`: the acts to which the change can be reduced.
    - `lowers_tier`, `ends_validation`, `ends_membership`: what else is taken. `tier`: the tier that an officer leaves.
    - `causes`: upon what the program proposes the action. `offer`: how the desk offers an officer to propose it; None
      where no officer does.
    - `second_officer`: the number of the policy that says whether two officers must agree.
    - `rests_on_visit`: a visit is ground enough, so that the notice need name no violation and no parcel.
    - `decided_in_absence`: the change is decided although the business leaves.
    """

    code: str
    name: Promise
    act: str
    reason: ChangeReason
    words: ActionWords
    second_officer: Callable[[ChangeSafeguards], int]
    departed_act: str = ""
    lesser_acts: tuple[str, ...] = ()
    lowers_tier: bool = False
    ends_validation: bool = False
    ends_membership: bool = False
    tier: Callable[[Terms], int | None] = lambda terms: None
    causes: frozenset[Cause] = frozenset()
    offer: StaffOffer | None = None
    rests_on_visit: bool = False
    decided_in_absence: bool = False

    @property
    def status(self) -> Status | None:
        """Return the status that a member has after the change; None where the change takes no status."""
        return _status_after(self.act)

    @property
    def suspends(self) -> bool:
        return self.status == Status.SUSPENDED

    @property
    def is_of_tier(self) -> bool:
        """Say whether the change takes a tier and nothing else."""
        return self.lowers_tier and not self.ends_validation and self.status is None

    @property
    def lesser_statuses(self) -> list[Status]:
        """Return the statuses to which the change can be reduced, the gravest first."""
        return list(dict.fromkeys(status for act in self.lesser_acts if (status := _status_after(act))))

    @property
    def acts_taken(self) -> frozenset[str]:
        """Return the acts by which a decision takes a status or a tier: the change itself, or a lesser one."""
        return frozenset({self.act, self.departed_act, *self.lesser_acts} if self.status else {"demote"})

    @property
    def opening_act(self) -> str:
        """Return the act of the lifecycle of the status that must be open to a member to whom the change is proposed:
        whoever can be removed is a member.
        """
        return self.act if self.status else "remove"

    def is_possible(self, status: str) -> bool:
        """Say whether the change can be proposed to a member of this status."""
        return _is_open(status, self.opening_act)

    def act_on(self, status: str) -> str:
        """Return the act that takes the status from a member, or from a business that left."""
        return self.departed_act if status == Status.WITHDRAWN else self.act

    def takes_from(self, status: str) -> bool:
        """Say whether the change would take this status."""
        return _is_open(status, self.act_on(status))


def _status_after(act: str) -> Status | None:
    return next((Status(row.target) for row in STATUS.transitions if row.action == act), None)


def _is_open(status: str, act: str) -> bool:
    return any(row.action == act and status in row.sources for row in STATUS.transitions)


_HEARD = (
    "The team gets a notice with your reasons, and time to respond. Nothing changes before it is decided; a removal is "
    "decided by another officer. A member that is owed a call hears your reasons first: the notice follows when its "
    "time is over."
)
# By code, in the order in which people read them.
ADVERSE_ACTIONS = {
    action.code: action
    for action in (
        AdverseAction(
            code="demotion",
            name=_lazy("Demotion"),
            act="demote",
            reason=ChangeReason.TIER_NOT_KEPT,
            lowers_tier=True,
            causes=frozenset({Cause.LOW_RECORD}),
            second_officer=lambda changes: changes.second_officer_demotion,
            words=ActionWords(
                call=_lazy("Your record no longer allows your tier: we call you before anything is proposed"),
                notice=_lazy("We propose to lower your tier: please respond"),
                opening=_lazy(
                    "Your record no longer allows tier %(held)s. We propose tier %(tier)s. "
                    "Nothing changes before an officer has decided."
                ),
                proposed=_lazy("It is proposed that you go from tier %(held)s to tier %(tier)s."),
                was_proposed=_lazy("It was proposed that you go from tier %(held)s to tier %(tier)s."),
                decided=_lazy("Decided on %(day)s: your tier was lowered."),
            ),
        ),
        AdverseAction(
            code="suspension",
            name=_lazy("Suspension"),
            act="suspend",
            lesser_acts=("put_on_conditions",),
            reason=ChangeReason.SUSPENDED,
            causes=frozenset({Cause.CRITICAL_FINDING}),
            offer=StaffOffer(label="Propose a suspension", effect=_HEARD),
            second_officer=lambda changes: changes.second_officer_suspension,
            words=ActionWords(
                call=_lazy("A suspension is considered: we call you before anything is proposed"),
                notice=_lazy("We propose to suspend you: please respond"),
                proposed=_lazy("It is proposed to suspend you. Benefits are paused while a member is suspended."),
                was_proposed=_lazy("It was proposed to suspend you. Benefits are paused while a member is suspended."),
                decided=_lazy("Decided on %(day)s: you were suspended."),
            ),
        ),
        AdverseAction(
            code="removal",
            name=_lazy("Removal"),
            act="remove",
            departed_act="remove_departed",
            lesser_acts=("suspend", "put_on_conditions", "reinstate_conditionally"),
            reason=ChangeReason.REMOVED,
            ends_membership=True,
            causes=frozenset({Cause.MISSED_PLAN}),
            offer=StaffOffer(label="Propose a removal", effect=_HEARD),
            second_officer=lambda changes: changes.second_officer_removal,
            decided_in_absence=True,
            words=ActionWords(
                call=_lazy("A removal is considered: we call you before anything is proposed"),
                notice=_lazy("We propose to remove you from the program: please respond"),
                proposed=_lazy("It is proposed to remove you from the program. Your number would no longer count."),
                was_proposed=_lazy("It was proposed to remove you from the program."),
                decided=_lazy("Decided on %(day)s: you were removed from the program."),
            ),
        ),
        AdverseAction(
            code="validation",
            name=_lazy("Denial of revalidation"),
            act="end_validation",
            reason=ChangeReason.VALIDATION_ENDED,
            ends_validation=True,
            lowers_tier=True,
            tier=lambda terms: terms.caps.certified_tier,
            causes=frozenset({Cause.DENIED_VISIT}),
            offer=StaffOffer(
                label="Propose to deny the revalidation",
                effect="The team gets a notice with your reasons, and time to respond. If it is upheld, the business "
                "is validated no longer, and holds no tier that only the validated may hold. A member that is owed a "
                "call hears your reasons first: the notice follows when its time is over.",
            ),
            second_officer=lambda changes: changes.second_officer_validation,
            rests_on_visit=True,
            decided_in_absence=True,
            words=ActionWords(
                call=_lazy("The end of your validation is considered: we call you before anything is proposed"),
                notice=_lazy("We propose not to renew your validation: please respond"),
                opening=_lazy(
                    "A visit did not find your practice as you described it. We propose that your validation ends, and "
                    "with it any tier above %(tier)s. Nothing changes before an officer has decided."
                ),
                proposed=_lazy("It is proposed that your validation ends, and with it any tier above tier %(tier)s."),
                was_proposed=_lazy(
                    "It was proposed that your validation ends, and with it any tier above tier %(tier)s."
                ),
                decided=_lazy("Decided on %(day)s: your validation ended."),
            ),
        ),
    )
}


def action_upon(cause: Cause) -> AdverseAction:
    """Return the action that is proposed upon a cause."""
    return next(action for action in ADVERSE_ACTIONS.values() if cause in action.causes)


def codes_where(asked: Callable[[AdverseAction], bool]) -> list[str]:
    """Return the codes of the actions of which something is true, for a query."""
    return [code for code, action in ADVERSE_ACTIONS.items() if asked(action)]


def action_choices() -> list[tuple[str, Promise]]:
    """Return the code and the name of each action, for the columns that hold one."""
    return [(code, action.name) for code, action in ADVERSE_ACTIONS.items()]
