"""Reads of messages and of the demonstration's mail."""

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.notices.models import Mail, Message


def inbox_of(user: User, *, only_unread: bool = False) -> QuerySet[Message]:
    """Return the messages of a person, latest first."""
    found = Message.objects.filter(recipient=user).order_by("-pk")
    return found.filter(read_at__isnull=True) if only_unread else found


def unread_count(user: User) -> int:
    """Count the messages that a person has not read."""
    return Message.objects.filter(recipient=user, read_at__isnull=True).count()


def mailbox() -> QuerySet[Mail]:
    """Return all mails that the demonstration kept instead of sending them, latest first."""
    return Mail.objects.order_by("-pk")


def receipts_of(about: tuple[str, int]) -> QuerySet[Message]:
    """Return the messages about a record, oldest first: who received them, when they were mailed and read."""
    return Message.objects.filter(about_type=about[0], about_id=about[1]).select_related("recipient").order_by("pk")
