"""All that is written about standing is written by these."""

from apps.standing.services.appeals import appeal_withdraw, change_appeal, standing_appeal_decide
from apps.standing.services.decisions import (
    change_decide,
    change_propose,
    change_recommend,
    change_send_back,
    standing_reinstate,
    suspension_confirm,
    suspension_dismiss,
)
from apps.standing.services.leaving import member_leave, member_readmit
from apps.standing.services.members import standing_enroll, standing_validate, standings_apply
from apps.standing.services.plans import (
    Item,
    plan_cancel,
    plan_complete,
    plan_item_answer,
    plan_item_judge,
    plan_open,
    plan_resume,
)
from apps.standing.services.reminding import appeal_near, limit_near, plan_near
from apps.standing.services.responding import (
    Answered,
    change_extend,
    change_respond,
    change_serve,
    extension_ask,
    extension_decide,
    response_file_add,
)

__all__ = [
    "Answered",
    "Item",
    "appeal_near",
    "appeal_withdraw",
    "change_appeal",
    "change_decide",
    "change_extend",
    "change_propose",
    "change_recommend",
    "change_respond",
    "change_send_back",
    "change_serve",
    "extension_ask",
    "extension_decide",
    "limit_near",
    "member_leave",
    "member_readmit",
    "plan_cancel",
    "plan_complete",
    "plan_item_answer",
    "plan_item_judge",
    "plan_near",
    "plan_open",
    "plan_resume",
    "response_file_add",
    "standing_appeal_decide",
    "standing_enroll",
    "standing_reinstate",
    "standing_validate",
    "standings_apply",
    "suspension_confirm",
    "suspension_dismiss",
]
