"""The writes of applications: drafts and evidence, the actions of the applicant, and the actions of officers."""

from apps.applications.services.checklist import CriterionVerdict, answers_view_record, checks_meet_rest, checks_save
from apps.applications.services.decisions import (
    appeal_decide,
    application_approve,
    application_deny,
    application_refuse,
    denial_countersign,
    denial_send_back,
    denials_deliver,
)
from apps.applications.services.drafts import Answers, application_start, section_save, sections_save
from apps.applications.services.evidence import evidence_add, evidence_remove
from apps.applications.services.inquiry_drafts import inquiry_draft_save
from apps.applications.services.messages import application_message_answer, application_message_write
from apps.applications.services.reviews import (
    application_assign,
    application_release,
    application_resume,
    application_take,
    application_take_over,
    applications_end,
    applications_end_undo,
    info_request,
    note_add,
)
from apps.applications.services.second_looks import second_look_give
from apps.applications.services.signatures import signature_ask
from apps.applications.services.submissions import (
    application_appeal,
    application_submit,
    application_withdraw,
    info_reply,
)
