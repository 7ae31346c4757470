from collections.abc import Sequence

from apps.disputes.services import source_check_hand_over
from apps.events.models import Event
from apps.events.registry import on, on_many
from apps.partners.selectors import has_system
from apps.partners.services import feed_number


@on_many("standing.changed")
def feed(events: Sequence[Event]) -> None:
    feed_number(change_ids=[event.subject_id for event in events])


@on("source_check.opened")
def reach_source(event: Event) -> None:
    """Have an officer tell the source of a disputed violation that has no system here to read the dispute."""
    if not has_system(event.payload["reporter_id"]):
        source_check_hand_over(source_check_id=event.subject_id)
