"""The writes of applications: drafting, evidence, the applicant's acts, and the officers'."""

from apps.applications.services.applicant import (
    application_appeal,
    application_submit,
    application_withdraw,
    info_reply,
)
from apps.applications.services.drafting import application_start, section_save
from apps.applications.services.evidence import evidence_add, evidence_remove
from apps.applications.services.review import (
    appeal_decide,
    application_approve,
    application_deny,
    application_release,
    application_resume,
    application_take,
    applications_end,
    info_request,
    note_add,
)
from apps.applications.services.signing import signature_ask
from apps.applications.services.talking import application_answer, application_write

__all__ = [
    "appeal_decide",
    "application_answer",
    "application_appeal",
    "application_approve",
    "application_deny",
    "application_release",
    "application_resume",
    "application_start",
    "application_submit",
    "application_take",
    "application_withdraw",
    "application_write",
    "applications_end",
    "evidence_add",
    "evidence_remove",
    "info_reply",
    "info_request",
    "note_add",
    "section_save",
    "signature_ask",
]
