"""The direction in which a change of each number gives something to sellers, and the one in which it takes something
away. Pure.
"""

from enum import Enum
from fnmatch import fnmatchcase


class Direction(Enum):
    """The change of a number by which sellers gain. `EITHER`: a change takes something from somebody both ways."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"


# The first pattern that the key of a number matches decides. A number that no pattern names is EITHER, so that nobody
# shortens the notice of a change by forgetting to say what the change takes.
DIRECTIONS: tuple[tuple[str, Direction], ...] = (
    # Numbers about who may apply: lower bounds, counted over longer periods, admit more businesses.
    ("eligibility.sales", Direction.LOWER),
    ("eligibility.revenue", Direction.LOWER),
    ("eligibility.*_months", Direction.HIGHER),
    # What an applicant must show before approval.
    ("criterion.*", Direction.LOWER),
    # The seller's time, and how long a notice of the program's own changes runs.
    ("clock.information_days", Direction.HIGHER),
    ("clock.response_days", Direction.HIGHER),
    ("clock.appeal_days", Direction.HIGHER),
    ("clock.appeal_false_statement_days", Direction.HIGHER),
    ("policy.*_days", Direction.HIGHER),
    # The program's time, for which the seller waits.
    ("clock.decision_days", Direction.LOWER),
    ("clock.appeal_decision_days", Direction.LOWER),
    ("clock.critical_review_days", Direction.LOWER),
    ("clock.critical_lapse_days", Direction.LOWER),
    ("clock.change_decision_days", Direction.LOWER),
    ("clock.change_lapse_days", Direction.LOWER),
    ("clock.reentry_months", Direction.LOWER),
    ("clock.finding_days", Direction.LOWER),
    ("clock.agency_hold_days", Direction.LOWER),
    ("clock.operation_report_days", Direction.LOWER),
    # The member's time after a disclosure, and how often it discloses before a plan follows.
    ("disclosure.pattern_months", Direction.LOWER),
    ("disclosure.*_days", Direction.HIGHER),
    # The source's time, in which a disputed violation counts.
    ("source.*_days", Direction.LOWER),
    # The safeguards of decisions: a second officer, fewer suspensions at once, officers without ties.
    ("decision.*", Direction.HIGHER),
    ("impartial.months", Direction.HIGHER),
    ("change.at_once_per_hour", Direction.LOWER),
    ("change.second_officer_*", Direction.HIGHER),
    ("assurance.tier", Direction.LOWER),
    ("assurance.hours", Direction.HIGHER),
    # A shorter wait gives the owners less time to stop a thief, and a longer one delays what they want themselves.
    ("safety.wait_hours", Direction.EITHER),
    # What is asked about a parcel before it is loaded, and the time to answer.
    ("risk.*", Direction.HIGHER),
    # How long and how much a violation weighs.
    ("window.points_months", Direction.LOWER),
    ("window.critical_months", Direction.LOWER),
    ("window.suspend_months", Direction.LOWER),
    ("declared.*_share", Direction.LOWER),
    ("declared.least_parcels", Direction.HIGHER),
    ("weight.*", Direction.LOWER),
    ("age.*", Direction.LOWER),
    # The requirements of the tiers.
    ("tier.*.grave_points", Direction.HIGHER),
    ("tier.*.months", Direction.LOWER),
    ("tier.*.exams", Direction.LOWER),
    ("tier.*.compliance", Direction.LOWER),
    # The limits of a tier.
    ("critical.own_attribution", Direction.HIGHER),
    ("validation.*", Direction.HIGHER),
    ("review.*", Direction.HIGHER),
    ("plan.*_tier", Direction.HIGHER),
    ("hold.*_tier", Direction.HIGHER),
    # The benefits.
    ("benefit.*.exam_rate", Direction.LOWER),
    ("benefit.*", Direction.HIGHER),
)


def direction_of(key: str) -> Direction:
    """Return the direction in which a change of the number with a key gives something to sellers."""
    return next((direction for pattern, direction in DIRECTIONS if fnmatchcase(key, pattern)), Direction.EITHER)
