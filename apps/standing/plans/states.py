"""The lifecycles of a corrective action plan and of its items."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.plans.models import PlanItemState, PlanState
from apps.standing.roles import OFFICER, PROGRAM, SELLER, transition


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The facts on which the actions on a plan and its items depend.

    `unsettled`: the number of items that no officer has accepted. `overdue`: the number of items whose day is over
    without an answer. `removal_open`: the removal proposed because of the plan is undecided.
    """

    actor_on_team: bool
    unsettled: int = 0
    overdue: int = 0
    plan_is_open: bool = True
    removal_open: bool = False


@guard("Every item was accepted. The person who acts is not on the team.")
def _all_items_accepted(facts: PlanFacts) -> Text | None:
    if facts.unsettled:
        return _("Not every item has been accepted. Accept the answers first.")
    return impartial(facts)


@guard("The day of an item is over without an answer.")
def _item_overdue(facts: PlanFacts) -> Text | None:
    return None if facts.overdue else _("No item is overdue.")


@guard("The removal that was proposed because of the plan is decided. The person who acts is not on the team.")
def _removal_decided(facts: PlanFacts) -> Text | None:
    if facts.removal_open:
        return _("The removal that was proposed because of this plan is not decided yet. Decide the removal first.")
    return impartial(facts)


@guard("The plan is running.")
def _plan_is_open(facts: PlanFacts) -> Text | None:
    return None if facts.plan_is_open else _("The plan has ended. Nothing can be added to it.")


@guard("The plan is running. The person who acts is not on the team.")
def _plan_open_and_impartial(facts: PlanFacts) -> Text | None:
    return _plan_is_open(facts) or impartial(facts)


PLAN = Lifecycle(
    _lazy("corrective action plan"),
    (
        transition(
            [PlanState.OPEN],
            "complete",
            PlanState.COMPLETED,
            {OFFICER},
            _lazy("Complete: full standing again"),
            _all_items_accepted,
        ),
        transition([PlanState.OPEN], "miss", PlanState.MISSED, {PROGRAM}, _lazy("Miss"), _item_overdue),
        transition(
            [PlanState.MISSED],
            "resume",
            PlanState.OPEN,
            {OFFICER},
            _lazy("Resume the plan, with a new day"),
            _removal_decided,
        ),
        transition(
            [PlanState.OPEN, PlanState.MISSED],
            "cancel",
            PlanState.CANCELLED,
            {PROGRAM, OFFICER},
            _lazy("Cancel the plan"),
            impartial,
        ),
    ),
)
ITEM = Lifecycle(
    _lazy("item of a corrective action plan"),
    (
        transition(
            [PlanItemState.OPEN],
            "answer",
            PlanItemState.ANSWERED,
            {SELLER},
            _lazy("Send the answer"),
            _plan_is_open,
        ),
        transition(
            [PlanItemState.ANSWERED],
            "accept",
            PlanItemState.ACCEPTED,
            {OFFICER},
            _lazy("Accept the answer"),
            _plan_open_and_impartial,
        ),
        transition(
            [PlanItemState.ANSWERED],
            "decline",
            PlanItemState.OPEN,
            {OFFICER},
            _lazy("Do not accept the answer"),
            _plan_open_and_impartial,
        ),
        transition(
            [PlanItemState.OPEN],
            "extend",
            PlanItemState.OPEN,
            {OFFICER},
            _lazy("Give more time"),
            _plan_open_and_impartial,
        ),
    ),
)
