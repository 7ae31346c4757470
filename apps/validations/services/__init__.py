"""The writes of validation visits and exam requests, by subject."""

from apps.validations.exam_requests.services import TIMER as EXAMS_OVER
from apps.validations.exam_requests.services import (
    exam_request_close,
    exam_request_decline,
    exam_request_grant,
    exam_request_submit,
    exam_request_withdraw,
    exam_requests_finish,
)
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
