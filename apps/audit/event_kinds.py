"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "audit",
    "command_run",
    "exported",
    "record_opened",
)
