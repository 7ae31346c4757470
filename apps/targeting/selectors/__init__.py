"""Reads of targeting."""

from apps.targeting.selectors.assessments import (
    asked_of_seller,
    assessment_asked,
    assessment_of,
    assessments_last,
    assessments_of,
    chain_of,
    follow_up_of,
    is_open,
    known_beside,
    was_told_lately,
)
from apps.targeting.selectors.outcomes import LATEST, MAX_SHOWN, groups_compared, missed_lately
from apps.targeting.selectors.risk_models import Scored, champion, examples_between, facts_of, models_listed, scores_of

__all__ = [
    "LATEST",
    "MAX_SHOWN",
    "Scored",
    "asked_of_seller",
    "assessment_asked",
    "assessment_of",
    "assessments_last",
    "assessments_of",
    "chain_of",
    "champion",
    "examples_between",
    "facts_of",
    "follow_up_of",
    "groups_compared",
    "is_open",
    "known_beside",
    "missed_lately",
    "models_listed",
    "scores_of",
    "was_told_lately",
]
