"""The subjects of what happens to a business, by which its history is filtered."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Subject(models.TextChoices):
    """The subjects of events."""

    STANDING = "standing", _lazy("Standing and notices")
    VIOLATIONS = "violations", _lazy("Violations and answers")
    PARCELS = "parcels", _lazy("Parcels and files")
    REVIEWS = "reviews", _lazy("Visits, reviews and exams")
    PROFILE = "profile", _lazy("Profile, team and partners")
    APPLICATION = "application", _lazy("Application")
    QUESTIONS = "questions", _lazy("Questions")


# The subject of the kinds of event that begin so. The longest beginning decides.
BEGINNINGS: dict[str, Subject] = {
    "standing.": Subject.STANDING,
    "ledger.": Subject.PARCELS,
    "ledger.violation": Subject.VIOLATIONS,
    "ledger.answer": Subject.VIOLATIONS,
    "disowning.": Subject.PARCELS,
    "dispute.": Subject.VIOLATIONS,
    "source_check.": Subject.VIOLATIONS,
    "disclosure.": Subject.VIOLATIONS,
    "validations.": Subject.REVIEWS,
    "upkeep.": Subject.PROFILE,
    "upkeep.review": Subject.REVIEWS,
    "shippers.": Subject.PROFILE,
    "partners.": Subject.PROFILE,
    "application.": Subject.APPLICATION,
    "correspondence.": Subject.QUESTIONS,
}


def subject_of(kind: str) -> Subject:
    """Return the subject of a kind of event."""
    return BEGINNINGS[max((start for start in BEGINNINGS if kind.startswith(start)), key=len)]
