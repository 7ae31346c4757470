"""The reads of standing that the apps above use."""

from apps.standing.appeals.participants import Participation, part_source_register, parts_of
from apps.standing.appeals.selectors import (
    Hearer,
    Restoration,
    appeal_facts,
    appeals_granted,
    hearers_of,
    hearing_of,
    restoration_of,
)
from apps.standing.assurance.selectors import (
    assurance_figures,
    call_facts,
    call_for,
    calls_of,
    calls_running,
)
from apps.standing.control.selectors import (
    asks_again_from,
    businesses_of,
    control_facts,
    control_file_for,
    controlled_for,
    controlled_of,
    controlled_waiting,
    is_heard,
    others_of,
    own_ties,
    separation_facts,
    separation_of,
)
from apps.standing.departures.selectors import (
    departure_facts,
    departure_open,
    departures_of,
    still_decided,
)
from apps.standing.evaluations.past import PastStanding, known_at_end_of, past_of
from apps.standing.members.selectors import (
    BenefitText,
    benefit_texts,
    benefits_of,
    benefits_promised,
    change_in_force,
    changes_of,
    parts_since,
    standing_of,
)
from apps.standing.plans.selectors import (
    plan_facts,
    plan_for,
    plan_items_of,
    plan_running_of,
    plans_of,
)
from apps.standing.policies.selectors import what_if_job
from apps.standing.proposals.selectors.appeal_times import (
    FalseInformation,
    appeal_until,
    false_information_appeal_until,
    false_information_of,
    false_statements_found,
    names_more,
)
from apps.standing.proposals.selectors.grounds import cases_of, named_with_grounds
from apps.standing.proposals.selectors.proposals import (
    UNDECIDED,
    extension_open,
    has_reached_nobody,
    proposal_facts,
    proposal_for,
    proposals_of,
    proposals_open,
    proposals_with_notice,
    reductions_of,
    reentry_day,
    suspensions_last_hour,
)
from apps.standing.restrictions.selectors import (
    ReviewGrounds,
    restriction_of,
    restriction_summary,
    restriction_until,
    review_facts,
    review_grounds,
)
