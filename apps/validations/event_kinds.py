"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "validations",
    "action_accepted",
    "action_answered",
    "action_declined",
    "action_extended",
    "exams_asked",
    "exams_declined",
    "exams_done",
    "exams_ended",
    "exams_granted",
    "exams_over",
    "exams_withdrawn",
    "findings_added",
    "visit_cancelled",
    "visit_held",
    "visit_moved",
    "visit_not_validated",
    "visit_planned",
    "visit_validated",
)
