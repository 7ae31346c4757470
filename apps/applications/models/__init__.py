"""The tables of applications: the answers of applicants, the reviews and decisions of officers, and their checks."""

from apps.applications.models.application import (
    Application,
    ApplicationState,
    Evidence,
    PageTime,
    Section,
    SignatureRequest,
    Submission,
)
from apps.applications.models.checklist import Check
from apps.applications.models.decisions import Appeal, Decision
from apps.applications.models.proposals import DenialProposal, SecondLook
from apps.applications.models.reviews import Inquiry, InquiryDraft, Note
