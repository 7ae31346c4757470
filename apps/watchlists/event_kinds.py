"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("watchlists", "goods_added", "goods_ended", "sighting_closed", "sighting_recorded")
