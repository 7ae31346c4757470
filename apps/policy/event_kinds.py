"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "policy",
    "described",
    "drafted",
    "published",
    "retired",
    "returned",
    "revised",
    "submitted",
)
