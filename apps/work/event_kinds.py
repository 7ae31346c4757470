"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "work",
    "assigned",
    "claimed",
    "closed",
    "exported",
    "opened",
    "paused",
    "released",
    "resumed",
    "taken_over",
)
