"""The step that follows when the wait of a change request is over."""

from apps.events.models import Event
from apps.events.registry import on
from apps.upkeep.services import change_request_hand_over


@on("upkeep.change_request_wait_over")
def hand_over(event: Event) -> None:
    """Hand a change request to the officers."""
    change_request_hand_over(request_id=event.subject_id)
