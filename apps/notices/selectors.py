from django.db.models import QuerySet

from apps.accounts.models import User
from apps.notices.models import Mail, Message


def inbox_of(user: User, *, only_unread: bool = False) -> QuerySet[Message]:
    """A person's messages, the latest first."""
    found = Message.objects.filter(recipient=user).order_by("-pk")
    return found.filter(read_at__isnull=True) if only_unread else found


def unread_count(user: User) -> int:
    return Message.objects.filter(recipient=user, read_at__isnull=True).count()


def mailbox() -> QuerySet[Mail]:
    """All mail that the demonstration kept instead of sending, the latest first."""
    return Mail.objects.order_by("-pk")


def receipts_of(about: tuple[str, int]) -> QuerySet[Message]:
    """The messages that told of a thing, oldest first: to whom, when they were mailed, and when they were opened."""
    return Message.objects.filter(about_type=about[0], about_id=about[1]).select_related("recipient").order_by("pk")
