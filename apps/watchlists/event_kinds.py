"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "watchlists",
    "goods_confirmed",
    "goods_ended",
    "goods_over",
    "goods_proposed",
    "sighting_closed",
    "sighting_recorded",
)
