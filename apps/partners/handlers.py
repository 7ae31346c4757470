from collections.abc import Sequence

from apps.events.models import Event
from apps.events.registry import on_many
from apps.partners.services import feed_number


@on_many("standing.changed")
def feed(events: Sequence[Event]) -> None:
    feed_number(change_ids=[event.subject_id for event in events])
