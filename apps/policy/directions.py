"""The direction in which a change of each number gives something to sellers, and the one in which it takes something
away. Pure.
"""

from enum import Enum
from fnmatch import fnmatchcase


class GainDirection(Enum):
    """The change of a number by which sellers gain. `EITHER`: a change takes something from somebody both ways."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"


# The first pattern that the key of a number matches decides. A number that no pattern names is EITHER, so that nobody
# shortens the notice of a change by forgetting to say what the change takes.
DIRECTIONS: tuple[tuple[str, GainDirection], ...] = (
    # Numbers about who may apply: lower bounds, counted over longer periods, admit more businesses.
    ("eligibility.sales", GainDirection.LOWER),
    ("eligibility.revenue", GainDirection.LOWER),
    ("eligibility.*_months", GainDirection.HIGHER),
    # What an applicant must show before approval.
    ("criterion.*", GainDirection.LOWER),
    # The seller's time, and how long a notice of the program's own changes runs.
    ("clock.information_days", GainDirection.HIGHER),
    ("clock.response_days", GainDirection.HIGHER),
    ("clock.appeal_days", GainDirection.HIGHER),
    ("clock.appeal_false_statement_days", GainDirection.HIGHER),
    ("policy.*_days", GainDirection.HIGHER),
    # The program's time, for which the seller waits.
    ("clock.decision_days", GainDirection.LOWER),
    ("clock.appeal_decision_days", GainDirection.LOWER),
    ("clock.critical_review_days", GainDirection.LOWER),
    ("clock.critical_lapse_days", GainDirection.LOWER),
    ("clock.change_decision_days", GainDirection.LOWER),
    ("clock.change_lapse_days", GainDirection.LOWER),
    ("clock.reentry_months", GainDirection.LOWER),
    ("clock.finding_days", GainDirection.LOWER),
    ("clock.agency_hold_days", GainDirection.LOWER),
    ("clock.operation_report_days", GainDirection.LOWER),
    # The member's time after a disclosure, and how often it discloses before a plan follows.
    ("disclosure.pattern_months", GainDirection.LOWER),
    ("disclosure.*_days", GainDirection.HIGHER),
    # The source's time, in which a disputed violation counts.
    ("source.*_days", GainDirection.LOWER),
    # The safeguards of decisions: a second officer, fewer suspensions at once, officers without ties.
    ("decision.*", GainDirection.HIGHER),
    ("impartial.months", GainDirection.HIGHER),
    ("change.at_once_per_hour", GainDirection.LOWER),
    ("change.second_officer_*", GainDirection.HIGHER),
    ("assurance.tier", GainDirection.LOWER),
    ("assurance.hours", GainDirection.HIGHER),
    # A shorter wait gives the owners less time to stop a thief, and a longer one delays what they want themselves.
    ("safety.wait_hours", GainDirection.EITHER),
    # What is asked about a parcel before it is loaded, and the time to answer.
    ("risk.*", GainDirection.HIGHER),
    # How long and how much a violation weighs.
    ("window.points_months", GainDirection.LOWER),
    ("window.critical_months", GainDirection.LOWER),
    ("window.suspend_months", GainDirection.LOWER),
    ("declared.*_share", GainDirection.LOWER),
    ("declared.least_parcels", GainDirection.HIGHER),
    ("weight.*", GainDirection.LOWER),
    ("age.*", GainDirection.LOWER),
    # The requirements of the tiers.
    ("tier.*.grave_points", GainDirection.HIGHER),
    ("tier.*.months", GainDirection.LOWER),
    ("tier.*.exams", GainDirection.LOWER),
    ("tier.*.compliance", GainDirection.LOWER),
    # How unequally exams by choice may fall on groups.
    ("selection.group_*", GainDirection.LOWER),
    # The limits of a tier.
    ("critical.own_attribution", GainDirection.HIGHER),
    ("validation.*", GainDirection.HIGHER),
    ("review.*", GainDirection.HIGHER),
    ("plan.*_tier", GainDirection.HIGHER),
    ("hold.*_tier", GainDirection.HIGHER),
    # The benefits.
    ("benefit.*.exam_rate", GainDirection.LOWER),
    ("benefit.*", GainDirection.HIGHER),
)


def direction_of(key: str) -> GainDirection:
    """Return the direction in which a change of the number with a key gives something to sellers."""
    return next((direction for pattern, direction in DIRECTIONS if fnmatchcase(key, pattern)), GainDirection.EITHER)
