"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "validations",
    "action_accepted",
    "action_answered",
    "action_declined",
    "action_extended",
    "findings_added",
    "visit_cancelled",
    "visit_held",
    "visit_moved",
    "visit_not_validated",
    "visit_planned",
    "visit_validated",
)
