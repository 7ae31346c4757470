"""Reads of messages and of the demonstration's mail."""

from typing import NamedTuple

from django.db.models import CharField, Count, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from apps.accounts.models import User
from apps.notices.models import Mail, Message

# Messages that lead to the same page are about one case. A message that leads nowhere is a case of its own.
CASE = Coalesce(NullIf("link", Value("")), Cast("pk", CharField()))


class InboxCase(NamedTuple):
    """A case of an inbox: its latest message, and how many messages and unread messages it has."""

    latest: int
    messages: int
    unread: int


def cases_of(user: User, *, only_unread: bool = False) -> QuerySet[Message, InboxCase]:
    """Return the cases of a person's messages, that of the latest message first."""
    cases = (
        Message.objects.filter(recipient=user)
        .values(case=CASE)
        .annotate(latest=Max("pk"), messages=Count("pk"), unread=Count("pk", filter=Q(read_at__isnull=True)))
        .order_by("-latest")
        .values_list("latest", "messages", "unread", named=True)
    )
    return cases.filter(unread__gt=0) if only_unread else cases


def messages_of_case(message: Message) -> QuerySet[Message]:
    """Return the messages to the recipient of a message about the same case, latest first."""
    found = Message.objects.filter(recipient=message.recipient_id).order_by("-pk")
    return found.filter(link=message.link) if message.link else found.filter(pk=message.pk)


def unread_count(user: User) -> int:
    """Count the messages that a person has not read."""
    return Message.objects.filter(recipient=user, read_at__isnull=True).count()


def mailbox() -> QuerySet[Mail]:
    """Return all mails that the demonstration kept instead of sending them, latest first."""
    return Mail.objects.order_by("-pk")


def receipts_of(about: tuple[str, int]) -> QuerySet[Message]:
    """Return the messages about a record, oldest first: who received them, when they were mailed and read."""
    return Message.objects.filter(about_type=about[0], about_id=about[1]).select_related("recipient").order_by("pk")
