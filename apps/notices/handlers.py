"""The handlers that mail the messages of the inbox, and that tell people about their accounts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.signals import many_wrong_passwords
from apps.core import clock
from apps.events.models import Event
from apps.events.registry import on_many
from apps.notices.models import Message
from apps.notices.services import message_send, messages_mail

WRONG_PASSWORDS = "accounts.wrong_passwords"


# If a worker is killed before it has written that its mails are sent, this number may reach their recipients twice.
MAILS_AT_ONCE = 20


@on_many("notices.message_sent", batch_size=MAILS_AT_ONCE)
def mail(events: Sequence[Event]) -> dict[int, Exception]:
    """Mail messages after they were put into inboxes; return the errors, by event whose mail failed."""
    of_messages = {event.subject_id: event.pk for event in events}
    failed = messages_mail(message_ids=of_messages)
    return {of_messages[message_id]: error for message_id, error in failed.items()}


@receiver(many_wrong_passwords, dispatch_uid="notices.many_wrong_passwords")
def wrong_passwords_notify(user: User, **_kwargs: Any) -> None:
    """Tell the owner of an account, once a day, that many wrong passwords were tried for the account."""
    told = Message.objects.filter(recipient=user, kind=WRONG_PASSWORDS, created_at__gt=clock.now() - timedelta(days=1))
    if told.exists():
        return
    message_send(
        recipients=[user],
        kind=WRONG_PASSWORDS,
        subject=_lazy("Somebody tried wrong passwords for your account"),
        body=_lazy(
            "Within an hour somebody entered many wrong passwords for your account. None of them opened it, and you "
            "can sign in as always. If it was you, there is nothing to do. If not, make sure that your password is "
            "long and that you use it nowhere else, and add a second factor to your account."
        ),
        link=reverse("account_change_password"),
    )
