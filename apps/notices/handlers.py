"""The handler that mails the messages of the inbox."""

from apps.events.models import Event
from apps.events.registry import on
from apps.notices.services import message_mail


@on("notices.message_sent")
def mail(event: Event) -> None:
    """Mail a message after it was put into an inbox."""
    message_mail(message_id=event.subject_id)
