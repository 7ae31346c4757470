from apps.events.models import Event
from apps.events.registry import on
from apps.notices.services import message_mail


@on("notices.message_sent")
def mail(event: Event) -> None:
    message_mail(message_id=event.subject_id)
