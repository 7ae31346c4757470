"""The steps that follow when the time of a source to read or to confirm a dispute is over."""

from apps.disputes.services import source_check_hand_over, source_check_lapse
from apps.events.models import Event
from apps.events.registry import on


@on("source_check.unread")
def hand_over(event: Event) -> None:
    """Have an officer tell a source whose system has not read a dispute."""
    source_check_hand_over(source_check_id=event.subject_id)


@on("source_check.over")
def lapse(event: Event) -> None:
    """Stop counting a violation that its source did not confirm in time."""
    source_check_lapse(source_check_id=event.subject_id)
