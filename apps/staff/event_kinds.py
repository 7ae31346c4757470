"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    "staff.request_confirmed",
    "staff.request_declined",
    "staff.request_due",
    "staff.request_lapsed",
    "staff.request_opened",
    "staff.request_withdrawn",
)
