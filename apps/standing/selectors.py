"""The reads of standing that the apps above use."""

from apps.standing.appeals.selectors import Restoration, appeal_facts, appeal_file_for, restoration_of
from apps.standing.members.selectors import (
    BenefitText,
    benefit_texts,
    benefits_of,
    benefits_promised,
    changes_of,
    standing_of,
)
from apps.standing.plans.selectors import (
    plan_facts,
    plan_file_for,
    plan_for,
    plan_items_of,
    plan_running_of,
    plans_of,
)
from apps.standing.proposals.selectors.appeal_times import (
    FalseInformation,
    appeal_until,
    false_information_appeal_until,
    false_information_of,
    false_statements_found,
    names_more,
)
from apps.standing.proposals.selectors.grounds import cases_of, grounds_of
from apps.standing.proposals.selectors.proposals import (
    UNDECIDED,
    extension_open,
    proposal_facts,
    proposal_for,
    proposals_of,
    proposals_open,
    proposals_with_notice,
    reductions_of,
    response_file_for,
    suspensions_last_hour,
)

__all__ = [
    "UNDECIDED",
    "BenefitText",
    "FalseInformation",
    "Restoration",
    "appeal_facts",
    "appeal_file_for",
    "appeal_until",
    "benefit_texts",
    "benefits_of",
    "benefits_promised",
    "cases_of",
    "changes_of",
    "extension_open",
    "false_information_appeal_until",
    "false_information_of",
    "false_statements_found",
    "grounds_of",
    "names_more",
    "plan_facts",
    "plan_file_for",
    "plan_for",
    "plan_items_of",
    "plan_running_of",
    "plans_of",
    "proposal_facts",
    "proposal_for",
    "proposals_of",
    "proposals_open",
    "proposals_with_notice",
    "reductions_of",
    "response_file_for",
    "restoration_of",
    "standing_of",
    "suspensions_last_hour",
]
