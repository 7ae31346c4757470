"""The reads of standing that the apps above use."""

from apps.standing.appeals.selectors import Restorable, appeal_facts, appeal_file_for, restorable
from apps.standing.members.selectors import BenefitText, benefit_texts, benefits_of, changes_of, promised, standing_of
from apps.standing.plans.selectors import (
    plan_facts,
    plan_file_for,
    plan_for,
    plan_items_of,
    plan_running_of,
    plans_of,
)
from apps.standing.proposals.selectors.grounds import cases_of, grounds_of
from apps.standing.proposals.selectors.proposals import (
    UNDECIDED,
    appeal_until,
    extension_open,
    lesser_of,
    proposal_facts,
    proposal_for,
    proposals_of,
    proposals_open,
    proposals_told,
    response_file_for,
    suspensions_lately,
)

__all__ = [
    "UNDECIDED",
    "BenefitText",
    "Restorable",
    "appeal_facts",
    "appeal_file_for",
    "appeal_until",
    "benefit_texts",
    "benefits_of",
    "cases_of",
    "changes_of",
    "extension_open",
    "grounds_of",
    "lesser_of",
    "plan_facts",
    "plan_file_for",
    "plan_for",
    "plan_items_of",
    "plan_running_of",
    "plans_of",
    "promised",
    "proposal_facts",
    "proposal_for",
    "proposals_of",
    "proposals_open",
    "proposals_told",
    "response_file_for",
    "restorable",
    "standing_of",
    "suspensions_lately",
]
