"""All tables of standing, for Django and for the apps above. The rooms of this app import from each other."""

from apps.standing.appeals.models import Appeal, AppealFile
from apps.standing.members.models import Change, Standing, Status
from apps.standing.plans.models import Plan, PlanAnswer, PlanFile, PlanItem
from apps.standing.proposals.models import Extension, FindingAnswer, ProposedChange, ResponseFile

__all__ = [
    "Appeal",
    "AppealFile",
    "Change",
    "Extension",
    "FindingAnswer",
    "Plan",
    "PlanAnswer",
    "PlanFile",
    "PlanItem",
    "ProposedChange",
    "ResponseFile",
    "Standing",
    "Status",
]
