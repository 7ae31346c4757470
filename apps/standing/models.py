"""All tables of standing, for Django and for the apps above. The rooms of this app import from each other."""

from apps.standing.appeals.models import Appeal, AppealFile, AppealState
from apps.standing.members.models import Change, Standing, Status
from apps.standing.plans.models import Plan, PlanAnswer, PlanFile, PlanItem, PlanItemState, PlanState
from apps.standing.proposals.models import (
    Extension,
    ExtensionState,
    FindingAnswer,
    ProposalState,
    ProposedChange,
    ResponseFile,
    SuspensionReview,
)

__all__ = [
    "Appeal",
    "AppealFile",
    "AppealState",
    "Change",
    "Extension",
    "ExtensionState",
    "FindingAnswer",
    "Plan",
    "PlanAnswer",
    "PlanFile",
    "PlanItem",
    "PlanItemState",
    "PlanState",
    "ProposalState",
    "ProposedChange",
    "ResponseFile",
    "Standing",
    "Status",
    "SuspensionReview",
]
