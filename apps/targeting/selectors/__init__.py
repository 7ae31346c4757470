"""Reads of targeting."""

from apps.targeting.selectors.assessments import (
    assessment_of,
    assessments_last,
    assessments_of,
    follower_of,
    is_open,
    known_beside,
)

__all__ = [
    "assessment_of",
    "assessments_last",
    "assessments_of",
    "follower_of",
    "is_open",
    "known_beside",
]
