"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("operations", "called_off", "planned", "reported")
