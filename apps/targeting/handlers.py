"""The steps that follow when a business is asked about a parcel, when the time to answer is over, and when a partner
reported parcels that have not arrived.
"""

from apps.events.models import Event, Lane
from apps.events.registry import on
from apps.targeting import services


@on("assessment.seller_asked")
def tell(event: Event) -> None:
    """Tell a business that it is asked about a parcel."""
    services.seller_tell(assessment_id=event.subject_id)


@on(services.DUE)
def expire(event: Event) -> None:
    """Say what follows for a parcel about which nobody answered in time."""
    services.assessment_expire(assessment_id=event.subject_id)


@on(services.ALARM_RAISED, lane=Lane.URGENT)
def spread(event: Event) -> None:
    """Keep a parcel with an alarm on the ground for all who declared it."""
    services.parcel_reassess(assessment_id=event.subject_id)


@on(services.ALARM_ENDED)
def reassess(event: Event) -> None:
    """Assess a parcel anew whose alarm was set aside."""
    services.parcel_reassess(assessment_id=event.subject_id)


@on(services.LODGED, lane=Lane.BULK)
def assess(event: Event) -> None:
    """Start the assessment of the parcels of a recording that have not arrived."""
    services.recording_assess_start(recording_id=event.subject_id)
