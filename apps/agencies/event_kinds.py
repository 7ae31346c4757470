"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "agencies",
    "firm_confirmed",
    "firm_dismissed",
    "firm_suggested",
    "hold_ended",
    "hold_extended",
    "hold_lifted",
    "hold_over",
    "hold_placed",
    "officer_bound",
    "question_answered",
    "question_asked",
    "question_closed",
    "question_withdrawn",
    "violation_reported",
)
declare("operations", "called_off", "planned", "reported")
declare(
    "watchlists",
    "goods_confirmed",
    "goods_ended",
    "goods_over",
    "goods_proposed",
    "sighting_closed",
    "sighting_recorded",
)
