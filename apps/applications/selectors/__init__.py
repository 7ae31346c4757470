"""The reads of applications: the applications that a user may see, their answers, and the facts for a decision."""

from apps.applications.selectors.answers import (
    SectionState,
    SubmittedSection,
    clean_answers,
    country_typed,
    drafted_name_of,
    last_change,
    preparers_of,
    section_states,
    sections_changed,
    sections_differing,
    sections_open,
    sections_to_fix,
    signature_request_for,
    signature_request_of,
    situation_of,
    submission_sections,
)
from apps.applications.selectors.applications import (
    appeal_until,
    application_for,
    application_to_review,
    applications_for_staff,
    applications_of,
    applications_standing,
    clocks,
    days_to_decide,
    deadline_of,
    decision_terms,
    evidence_for,
    evidence_of,
    inquiry_open,
    rights_of,
    state_known_to,
    subject_of,
    submission_latest,
)
from apps.applications.selectors.checklist import CheckedCriterion, checklist_of, checklists_of, rest_of
from apps.applications.selectors.criteria import (
    criteria_must,
    criteria_proved,
    musts,
    musts_for,
    page_asked,
    page_to_tell_more,
    sections_more,
    sections_of,
)
from apps.applications.selectors.decisions import (
    appeals_decided,
    blockers,
    facts_of,
    hit_states,
    proposal_open,
    removed_matches,
    second_looks_given,
    second_looks_open,
    with_checklist,
    with_hits,
)
from apps.applications.selectors.denial_grounds import grounds_contradicted
from apps.applications.selectors.inquiries import (
    InquiryQuestion,
    inquiry_draft_of_reader,
    letter_of,
    questions_about,
    questions_in,
)
from apps.applications.selectors.pages import minutes_rounded, minutes_to_apply, page_state, page_states
from apps.applications.selectors.practice import practice_told
from apps.applications.selectors.registers import RegisterAnswer, answers_registered, registered_of
