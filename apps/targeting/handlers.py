"""What follows when the time to answer what an assessment asks is over."""

from apps.events.models import Event
from apps.events.registry import on
from apps.targeting.services import DUE, assessment_expire


@on(DUE)
def expire(event: Event) -> None:
    """Say what follows for a parcel about which nobody answered in time."""
    assessment_expire(assessment_id=event.subject_id)
