"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    "audit.command_run",
    "audit.record_opened",
    staff={
        "audit.exported": "Changes of records copied to a file",
    },
)
