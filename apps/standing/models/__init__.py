"""Standing, what is proposed to be taken away, and what becomes of it."""

from apps.standing.models.members import Change, Standing, Status
from apps.standing.models.plans import Plan, PlanAnswer, PlanFile, PlanItem
from apps.standing.models.proposals import (
    Appeal,
    AppealFile,
    Extension,
    FindingAnswer,
    ProposedChange,
    ResponseFile,
)

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
