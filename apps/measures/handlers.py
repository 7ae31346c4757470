"""The release of an edition when its moment has come."""

from apps.events.models import Event
from apps.events.registry import on
from apps.measures.services import edition_release


@on("measures.release_due")
def release(event: Event) -> None:
    """Release the edition that the calendar announced for this moment."""
    edition_release(release_id=event.subject_id)
