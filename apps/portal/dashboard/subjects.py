"""The subjects of what happens to a business, by which its history is filtered."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class EventSubject(models.TextChoices):
    """The subjects of events."""

    STANDING = "standing", _lazy("Standing and notices")
    VIOLATIONS = "violations", _lazy("Violations and answers")
    PARCELS = "parcels", _lazy("Parcels and files")
    REVIEWS = "reviews", _lazy("Visits, reviews and exams")
    PROFILE = "profile", _lazy("Profile, team and partners")
    APPLICATION = "application", _lazy("Application")
    QUESTIONS = "questions", _lazy("Questions")


# The subject of the kinds of event that begin so. The longest beginning decides.
BEGINNINGS: dict[str, EventSubject] = {
    "standing.": EventSubject.STANDING,
    "ledger.": EventSubject.PARCELS,
    "ledger.violation": EventSubject.VIOLATIONS,
    "ledger.answer": EventSubject.VIOLATIONS,
    "disowning.": EventSubject.PARCELS,
    "dispute.": EventSubject.VIOLATIONS,
    "source_check.": EventSubject.VIOLATIONS,
    "disclosure.": EventSubject.VIOLATIONS,
    "validations.": EventSubject.REVIEWS,
    "upkeep.": EventSubject.PROFILE,
    "upkeep.review": EventSubject.REVIEWS,
    "shippers.": EventSubject.PROFILE,
    "partners.": EventSubject.PROFILE,
    "application.": EventSubject.APPLICATION,
    "correspondence.": EventSubject.QUESTIONS,
}


def subject_of(kind: str) -> EventSubject:
    """Return the subject of a kind of event."""
    return BEGINNINGS[max((start for start in BEGINNINGS if kind.startswith(start)), key=len)]
