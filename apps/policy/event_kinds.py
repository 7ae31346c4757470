"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "policy",
    "commented",
    "comment_answered",
    "comment_shown",
    "described",
    "drafted",
    "opened",
    "published",
    "rebased",
    "retired",
    "returned",
    "revised",
    "submitted",
    "what_if_asked",
    "what_if_cancelled",
    "what_if_made",
)
