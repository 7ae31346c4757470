"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "staff",
    "request_confirmed",
    "request_declined",
    "request_due",
    "request_lapsed",
    "request_opened",
    "request_withdrawn",
)
