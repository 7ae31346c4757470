from apps.events.models import Event
from apps.events.registry import on
from apps.shippers.services import invitation_mail


@on("shippers.invited")
def mail_invitation(event: Event) -> None:
    """Mail an invitation to a team."""
    invitation_mail(invitation_id=event.subject_id)
