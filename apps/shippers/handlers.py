from datetime import datetime

from apps.events.models import Event
from apps.events.registry import on
from apps.shippers.services import invitation_mail, wait_mail


@on("shippers.invited")
def mail_invitation(event: Event) -> None:
    """Mail an invitation to a team."""
    invitation_mail(invitation_id=event.subject_id)


@on("shippers.wait_announced")
def mail_wait(event: Event) -> None:
    """Mail the contact address of a business that a change waits."""
    until = datetime.fromisoformat(event.payload["until"])
    wait_mail(shipper_id=event.business_id, link=event.payload["link"], until=until)
