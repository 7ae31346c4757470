"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "work",
    "act_due",
    "act_refused",
    "act_scheduled",
    "act_undone",
    "advised",
    "asked",
    "assigned",
    "claimed",
    "closed",
    "exported",
    "opened",
    "paused",
    "put_aside",
    "released",
    "reopened",
    "resumed",
    "taken_over",
    "taken_up",
)
