"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("assessment", "answer_due")
