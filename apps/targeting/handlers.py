"""The steps that follow when a business is asked about a parcel, when the time to answer is over, and when a partner
reported parcels that have not arrived.
"""

from apps.events.models import Event, Lane
from apps.events.registry import on
from apps.targeting.services import (
    ALARM_ENDED,
    ALARM_RAISED,
    DUE,
    LODGED,
    assessment_expire,
    parcel_reassess,
    recording_assess_start,
    seller_tell,
)


@on("assessment.seller_asked")
def tell(event: Event) -> None:
    """Tell a business that it is asked about a parcel."""
    seller_tell(assessment_id=event.subject_id)


@on(DUE)
def expire(event: Event) -> None:
    """Say what follows for a parcel about which nobody answered in time."""
    assessment_expire(assessment_id=event.subject_id)


@on(ALARM_RAISED, lane=Lane.URGENT)
def spread(event: Event) -> None:
    """Keep a parcel with an alarm on the ground for all who declared it."""
    parcel_reassess(assessment_id=event.subject_id)


@on(ALARM_ENDED)
def reassess(event: Event) -> None:
    """Assess a parcel anew whose alarm was set aside."""
    parcel_reassess(assessment_id=event.subject_id)


@on(LODGED, lane=Lane.BULK)
def assess(event: Event) -> None:
    """Start the assessment of the parcels of a recording that have not arrived."""
    recording_assess_start(recording_id=event.subject_id)
