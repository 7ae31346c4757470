"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "screening",
    "hit_cleared",
    "hit_confirmed",
    "hit_found",
    "hit_lapsed",
    "hit_overturned",
    "hit_reopened",
    "hit_returned",
    "list_loaded",
    "signer_renamed",
)
