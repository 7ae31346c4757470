"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "application",
    "appealed",
    "approved",
    "assigned",
    "checked",
    "denial_proposed",
    "denial_sent_back",
    "denial_upheld",
    "denied",
    "evidence_added",
    "evidence_removed",
    "info_replied",
    "info_requested",
    "note_added",
    "released",
    "resumed",
    "second_look_drawn",
    "second_look_given",
    "section_saved",
    "signature_asked",
    "started",
    "submitted",
    "taken",
    "taken_over",
    "withdrawn",
)
