"""Two lifecycles: a shipper's status, and a change that was proposed and waits for its decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.lifecycle import Lifecycle, Transition
from apps.shippers.roles import Ability, impartial
from apps.standing.models import ProposedChange, Status

# Who may act: the program itself, staff by their permission, a seller's team by what its roles may do.
PROGRAM = "program"
OFFICER = "decide_changes"
SELLER = Ability.ATTEST


class Reason(StrEnum):
    """Why a standing changed, in the codes that partners see: they never tell a category or a finding."""

    ENROLLED = "enrolled"
    VALIDATED = "validated"
    VALIDATION_ENDED = "validation_ended"
    TIER_EARNED = "tier_earned"
    TIER_NOT_KEPT = "tier_not_kept"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
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
            {OFFICER},
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
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "withdraw",
            Status.WITHDRAWN,
            {SELLER, OFFICER},
            gettext_lazy("Leave the program"),
        ),
        _transition([Status.WITHDRAWN], "readmit", Status.ACTIVE, {PROGRAM}, gettext_lazy("Readmit")),
    ),
)


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What the decision of a proposed change depends on. `in_effect`: a suspension at once, which stands meanwhile."""

    actor_on_team: bool

    now: datetime
    respond_by: datetime
    responded: bool
    in_effect: bool
    needs_second_officer: bool


def _was_heard(facts: ProposalFacts) -> str | Promise | None:
    if on_team := impartial(facts):
        return on_team
    if facts.needs_second_officer:
        return _("A removal is decided by another officer than the one who proposed it.")
    if facts.in_effect or facts.responded or facts.now >= facts.respond_by:
        return None
    return _("The seller may respond until %(date)s. Wait for the response, or for that day.") % {
        "date": date_format(localtime(facts.respond_by), "DATE_FORMAT")
    }


_OPEN = (ProposedChange.State.PROPOSED, ProposedChange.State.RESPONDED)

PROPOSAL = Lifecycle(
    gettext_lazy("proposed change"),
    (
        _transition(
            [ProposedChange.State.PROPOSED],
            "respond",
            ProposedChange.State.RESPONDED,
            {SELLER},
            gettext_lazy("Respond"),
        ),
        _transition(
            _OPEN,
            "uphold",
            ProposedChange.State.UPHELD,
            {OFFICER},
            gettext_lazy("Uphold: the change is made"),
            _was_heard,
        ),
        _transition(
            _OPEN,
            "withdraw",
            ProposedChange.State.WITHDRAWN,
            {PROGRAM, OFFICER},
            gettext_lazy("Withdraw: nothing is taken away"),
            impartial,
        ),
    ),
)
