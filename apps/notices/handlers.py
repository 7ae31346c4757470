"""The handlers that mail the messages of the inbox, and that tell people about their accounts."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.signals import many_wrong_passwords
from apps.core import clock
from apps.events.models import Event
from apps.events.registry import on
from apps.notices.models import Message
from apps.notices.services import message_mail, message_send

WRONG_PASSWORDS = "accounts.wrong_passwords"


@on("notices.message_sent")
def mail(event: Event) -> None:
    """Mail a message after it was put into an inbox."""
    message_mail(message_id=event.subject_id)


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
