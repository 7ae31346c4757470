"""The writes of validation visits, by subject."""

from apps.validations.services.actions import action_accept, action_answer, action_decline, action_extend
from apps.validations.services.changes import visit_change_propose
from apps.validations.services.due import visit_work_update
from apps.validations.services.visits import (
    VisitFindingDraft,
    visit_add,
    visit_cancel,
    visit_hold,
    visit_plan,
    visit_refuse,
    visit_reschedule,
    visit_validate,
)

__all__ = [
    "VisitFindingDraft",
    "action_accept",
    "action_answer",
    "action_decline",
    "action_extend",
    "visit_add",
    "visit_cancel",
    "visit_change_propose",
    "visit_hold",
    "visit_plan",
    "visit_refuse",
    "visit_reschedule",
    "visit_validate",
    "visit_work_update",
]
