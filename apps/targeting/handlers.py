"""What follows when a business is asked about a parcel, and when the time to answer is over."""

from apps.events.models import Event
from apps.events.registry import on
from apps.targeting.services import DUE, assessment_expire, seller_tell


@on("assessment.seller_asked")
def tell(event: Event) -> None:
    """Tell a business that it is asked about a parcel."""
    seller_tell(assessment_id=event.subject_id)


@on(DUE)
def expire(event: Event) -> None:
    """Say what follows for a parcel about which nobody answered in time."""
    assessment_expire(assessment_id=event.subject_id)
