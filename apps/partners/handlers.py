from apps.events.models import Event
from apps.events.registry import on
from apps.partners.services import feed_number


@on("standing.changed")
def feed(event: Event) -> None:
    feed_number(change_id=event.subject_id)
