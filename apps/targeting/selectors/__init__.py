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
from apps.targeting.selectors.exams import (
    MAX_LISTED,
    candidates_of,
    lots_selected,
    lots_to_examine,
    parcel_on_record,
    parcels_waiting,
    plan_of,
    port_days_counted,
    ports_waiting,
    promises_of,
)
from apps.targeting.selectors.outcomes import LATEST, MAX_SHOWN, groups_compared, missed_lately
from apps.targeting.selectors.recordings import lodged_parcels, partner_of_recording
from apps.targeting.selectors.risk_models import Scored, champion, examples_between, facts_of, models_listed, scores_of

__all__ = [
    "LATEST",
    "MAX_LISTED",
    "MAX_SHOWN",
    "Scored",
    "asked_of_seller",
    "assessment_asked",
    "assessment_of",
    "assessments_last",
    "assessments_of",
    "candidates_of",
    "chain_of",
    "champion",
    "examples_between",
    "facts_of",
    "follow_up_of",
    "groups_compared",
    "is_open",
    "known_beside",
    "lodged_parcels",
    "lots_selected",
    "lots_to_examine",
    "missed_lately",
    "models_listed",
    "parcel_on_record",
    "parcels_waiting",
    "partner_of_recording",
    "plan_of",
    "port_days_counted",
    "ports_waiting",
    "promises_of",
    "scores_of",
    "was_told_lately",
]
