"""Events that applications follow."""

from apps.applications.services import denials_deliver
from apps.events.models import Event
from apps.events.registry import on


@on("shippers.member_joined", "shippers.member_role_changed")
def deliver(event: Event) -> None:
    """Deliver the denials that reached nobody, now that somebody may sign for the business."""
    denials_deliver(shipper_id=event.business_id)
