"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "work",
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
    "resumed",
    "taken_over",
    "taken_up",
)
