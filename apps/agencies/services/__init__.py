"""The writes of agencies: their officers, holds, questions, reports, and the firms of their files."""

from apps.agencies.services.files import firms_load
from apps.agencies.services.findings import agency_violation_report
from apps.agencies.services.firms import firm_confirm, firm_dismiss
from apps.agencies.services.holds import hold_end, hold_extend, hold_lift, hold_place
from apps.agencies.services.matches import businesses_compare, enrolled_suggest
from apps.agencies.services.officers import agency_officer_bind
from apps.agencies.services.questions import (
    agency_question_answer,
    agency_question_ask,
    agency_question_close,
    agency_question_withdraw,
)
