"""All that is written about standing is written by these."""

from apps.standing.services.decisions import (
    change_decide,
    change_propose,
    change_respond,
    standing_reinstate,
)
from apps.standing.services.leaving import member_leave, member_readmit
from apps.standing.services.members import standing_enroll, standing_validate, standings_apply

__all__ = [
    "change_decide",
    "change_propose",
    "change_respond",
    "member_leave",
    "member_readmit",
    "standing_enroll",
    "standing_reinstate",
    "standing_validate",
    "standings_apply",
]
