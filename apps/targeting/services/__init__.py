"""Writes of targeting."""

from apps.targeting.services.assessments import (
    DUE,
    Assessed,
    assessment_expire,
    information_answer,
    parcels_assess,
    screening_answer,
)

__all__ = [
    "DUE",
    "Assessed",
    "assessment_expire",
    "information_answer",
    "parcels_assess",
    "screening_answer",
]
