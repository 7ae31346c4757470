"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "audit.command_run": "Command run on the server: %(command)s",
        "audit.record_opened": "Record opened by a member of staff",
        "audit.exported": "Changes of records copied to a file",
    },
)
