from django.db.models import QuerySet

from apps.accounts import permissions
from apps.accounts.models import User
from apps.work.kinds import kinds_open_to
from apps.work.models import Item


def items_open() -> QuerySet[Item]:
    """All that waits for staff: what is due first comes first, what has no day comes last."""
    return Item.objects.filter(closed_at__isnull=True).select_related("holder").order_by("due_at", "pk")


def items_of(user: User) -> QuerySet[Item]:
    """What a member of staff holds."""
    return items_open().filter(holder=user)


def items_unassigned_for(user: User) -> QuerySet[Item]:
    """What nobody holds and this member of staff may take."""
    codes = [kind.code for kind in kinds_open_to(permissions.held(user))]
    return items_open().filter(holder__isnull=True, kind__in=codes)
