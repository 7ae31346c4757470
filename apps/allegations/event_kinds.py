"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "tip",
    "answered",
    "asked",
    "closed_as_duplicate",
    "received",
    "referred",
    "rejected",
    "started",
    "substantiated",
)
