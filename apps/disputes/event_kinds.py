"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "dispute",
    "accepted",
    "declined",
    "file_added",
    "noted",
    "opened",
    "withdrawn",
)
declare(
    "source_check",
    "answered",
    "closed",
    "extended",
    "opened",
    "over",
    "told",
    "unconfirmed",
    "unread",
)
declare(
    "disowning",
    "accepted",
    "declined",
    "opened",
    "opened_together",
    "recommended",
    "withdrawn",
)
declare(
    "disclosure",
    "accepted",
    "declined",
    "opened",
    "withdrawn",
)
