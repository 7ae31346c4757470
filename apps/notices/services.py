"""Writes of messages: send, mail and read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from apps.accounts.models import User
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.rows import row_get
from apps.events.models import Lane
from apps.events.services import NewEvent, record_many
from apps.notices.models import Message
from apps.notices.selectors import messages_of_case

type Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to send to each of its recipients.

    `subject` and `body` are plain text. Give lazy text (`gettext_lazy`, and `format_lazy` for a text with values), so
    that each person gets the message in their own language. `link` is a path of this site. `about` is (model name, id)
    of the record that the message is about, where the site must know who received the message
    (`selectors.receipts_of`). `act_by` is the end of the time to act that the message gives.
    """

    recipients: Iterable[User]
    kind: str
    subject: Text
    body: Text
    link: str = ""
    shipper_id: int | None = None
    about: tuple[str, int] = ("", 0)
    act_by: datetime | None = None


@transaction.atomic
def message_send(
    *,
    recipients: Iterable[User],
    kind: str,
    subject: Text,
    body: Text,
    link: str = "",
    shipper_id: int | None = None,
    about: tuple[str, int] = ("", 0),
    act_by: datetime | None = None,
    lane: Lane | None = None,
) -> list[Message]:
    """Put a message into the inbox of each recipient, in the caller's transaction; a worker mails the message later.

    The fields are those of `NewMessage`. `lane` is the lane in which the message is mailed: a slower one for mass
    messages.
    """
    message = NewMessage(
        recipients=recipients,
        kind=kind,
        subject=subject,
        body=body,
        link=link,
        shipper_id=shipper_id,
        about=about,
        act_by=act_by,
    )
    return messages_send([message], lane=lane)


@transaction.atomic
def messages_send(messages: Iterable[NewMessage], *, lane: Lane | None = None) -> list[Message]:
    """Put messages into the inboxes of their recipients, as `message_send` does one, in a few queries for all."""
    sent = Message.objects.bulk_create(
        _message_for(recipient, message)
        for message in messages
        for recipient in {user.pk: user for user in message.recipients}.values()
    )
    events = [NewEvent(("message", message.pk), message.shipper_id) for message in sent]
    record_many("notices.message_sent", events=events, lane=lane)
    return sent


@transaction.atomic
def messages_mail(*, message_ids: Collection[int]) -> dict[int, Exception]:
    """Mail messages, each once, over one connection to the mail server; return the errors, by message that failed.

    The messages are marked as mailed in the same transaction. So a mail is sent twice only if the process dies between
    the server's acceptance and the commit; both mails have the same Message-ID, by which the receiver can tell.
    """
    waiting = Message.objects.filter(pk__in=message_ids, mailed_at=None, recipient__is_active=True)
    messages = list(waiting.select_for_update(of=("self",)).select_related("recipient").order_by("pk"))
    failed = mails_send({message.pk: partial(_mail_of, message) for message in messages})
    sent = [message.pk for message in messages if message.pk not in failed]
    Message.objects.filter(pk__in=sent).update(mailed_at=clock.now())
    return failed


def mails_send(mails: Mapping[int, Callable[[], EmailMessage]]) -> dict[int, Exception]:
    """Write and send mails over one connection to the mail server; return the errors, by the key of what failed.

    The caller marks the others as sent, in the transaction in which their rows are locked.
    """
    failed: dict[int, Exception] = {}
    if not mails:
        return failed
    mailer = mailers.default
    try:
        mailer.open()
    except Exception as error:
        return dict.fromkeys(mails, error)
    for key, mail in mails.items():
        try:
            mailer.send_messages([mail()])
        except Exception as error:
            failed[key] = error
            # The server may have ended the connection; the next mail opens another.
            mailer.close()
    mailer.close()
    return failed


def message_id(code: str) -> str:
    """Return the Message-ID of a mail of this site, by which the receiver knows a mail that came twice."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{code}@{domain}>"


def _mail_of(message: Message) -> EmailMessage:
    """Return the mail that carries a message of the inbox, in the language of its recipient."""
    with translation.override(_language_of(message.recipient)):
        text = render_to_string("notices/mail.txt", {"message": message, "site": settings.SITE})
    return EmailMessage(
        subject=message.subject,
        body=text,
        to=[message.recipient.email],
        headers={"Message-ID": message_id(f"message-{message.pk}")},
    )


def case_read(*, actor: User, message_id: int) -> list[Message]:
    """Mark the case of a message of the actor as read; return the messages of the case as they were before, latest
    first. Raises NotFound for a message of somebody else.
    """
    message = row_get(
        Message.objects, translation.gettext("There is no such message in your inbox."), pk=message_id, recipient=actor
    )
    found = messages_of_case(message)
    messages = list(found)
    found.filter(read_at__isnull=True).update(read_at=clock.now())
    return messages


def messages_read(*, actor: User) -> int:
    """Mark all messages of the actor as read; return how many were unread."""
    return Message.objects.filter(recipient=actor, read_at__isnull=True).update(read_at=clock.now())


def messages_read_about(*, actor: User, about: tuple[str, int]) -> None:
    """Mark the actor's messages about a record as read, since the actor has opened the page of the record."""
    unread = Message.objects.filter(recipient=actor, about_type=about[0], about_id=about[1], read_at__isnull=True)
    unread.update(read_at=clock.now())


def _message_for(recipient: User, message: NewMessage) -> Message:
    """Return a message as one recipient reads it."""
    with translation.override(_language_of(recipient)):
        return Message(
            recipient=recipient,
            kind=message.kind,
            subject=str(message.subject),
            body=str(message.body),
            link=message.link,
            shipper_id=message.shipper_id,
            about_type=message.about[0],
            about_id=message.about[1] or None,
            act_by=message.act_by,
        )


def _language_of(user: User) -> str:
    return user.language or settings.LANGUAGE_CODE
