"""The handlers of events of requests about accounts."""

from apps.events.models import Event
from apps.events.registry import on
from apps.staff.messages import account_mail
from apps.staff.services import request_lapse


@on("staff.request_confirmed")
def mail_account(event: Event) -> None:
    """Mail a new member of staff the link by which they set a password."""
    account_mail(request_id=event.subject_id)


@on("staff.request_due")
def lapse(event: Event) -> None:
    """Let a request lapse that nobody decided in time."""
    request_lapse(request_id=event.subject_id)
