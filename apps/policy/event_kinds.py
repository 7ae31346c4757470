"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    "policy.commented",
    "policy.comment_answered",
    "policy.comment_shown",
    "policy.described",
    "policy.drafted",
    "policy.opened",
    "policy.published",
    "policy.rebased",
    "policy.retired",
    "policy.returned",
    "policy.revised",
    "policy.submitted",
    "policy.what_if_asked",
    "policy.what_if_cancelled",
    "policy.what_if_made",
)
