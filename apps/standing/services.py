"""The writes of standing that the apps above and the handlers use."""

from apps.standing.appeals.services import appeal_withdraw, change_appeal, standing_appeal_decide
from apps.standing.appeals.stays import appeal_keep
from apps.standing.assurance.services.calls import call_attempt_record, call_withdraw
from apps.standing.assurance.services.contacts import call_contact_remove, call_contact_set
from apps.standing.assurance.services.managers import manager_choose
from apps.standing.assurances import assurance_settle, call_timer_handle
from apps.standing.control.services.cases import (
    control_bind,
    control_drop,
    control_propose,
    control_timer_handle,
)
from apps.standing.control.services.findings import control_groups_find
from apps.standing.control.services.groups import controls_move
from apps.standing.control.services.responses import control_respond, control_serve, controls_serve
from apps.standing.control.services.separations import (
    separation_ask,
    separation_decide,
    separation_timer_handle,
    separation_withdraw,
)
from apps.standing.decisions import (
    change_decide,
    change_propose,
    change_recommend,
    change_send_back,
    standing_reinstate,
    suspension_confirm,
    suspension_dismiss,
)
from apps.standing.departures.returns import member_readmit
from apps.standing.departures.services import (
    departure_agree,
    departure_cancel,
    departure_decline,
    departure_send_back,
    departure_sign,
    departure_start,
    departure_timer_handle,
    member_leave,
)
from apps.standing.evaluations.services import standing_follow, standings_apply
from apps.standing.members.services import parcels_hold_follow, standing_enroll, standings_validate
from apps.standing.plans.disclosure_plans import disclosure_follow
from apps.standing.plans.items import plan_item_answer, plan_item_judge
from apps.standing.plans.services import PlanItemDraft, plan_cancel, plan_complete, plan_open, plan_resume
from apps.standing.policies.services import (
    MAX_MOVERS,
    DraftTrial,
    draft_try,
    draft_what_if,
    group_rows,
    member_comment,
    members_invite,
    members_tell,
)
from apps.standing.proposals.services.deliveries import change_serve, changes_serve
from apps.standing.proposals.services.extensions import (
    MAX_EXTENSION_DAYS,
    change_extend,
    extension_ask,
    extension_decide,
)
from apps.standing.proposals.services.responses import NoticeAnswer, change_respond, response_add
from apps.standing.proposals.services.suspensions import suspension_review
from apps.standing.reminders import (
    appeal_timer_handle,
    control_reminder_handle,
    plan_timer_handle,
    proposal_timer_handle,
)
from apps.standing.restrictions.services import (
    restriction_timer_handle,
    review_ask,
    review_decide,
    review_end,
    review_timer_handle,
    review_withdraw,
)
