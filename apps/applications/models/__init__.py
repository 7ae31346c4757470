"""The tables of applications: what applicants put in, what officers make of it, and how that is checked."""

from apps.applications.models.application import Application, Evidence, Section, SignatureRequest, Submission
from apps.applications.models.checking import Check, DenialProposal, SecondLook
from apps.applications.models.review import Appeal, Decision, Inquiry, Note, Written

__all__ = [
    "Appeal",
    "Application",
    "Check",
    "Decision",
    "DenialProposal",
    "Evidence",
    "Inquiry",
    "Note",
    "SecondLook",
    "Section",
    "SignatureRequest",
    "Submission",
    "Written",
]
