from django.db.models import OuterRef, QuerySet

from apps.accounts.models import User
from apps.events.selectors import last_event_of
from apps.shippers.models import Shipper
from apps.shippers.selectors import shippers_of
from apps.standing.models import Standing


def standing_by_ksn(ksn: str) -> Standing | None:
    """Where the holder of that number stands; None for a number that nobody has."""
    return Standing.objects.select_related("shipper").filter(shipper__ksn=ksn).first()


def businesses_of(user: User) -> QuerySet[Shipper]:
    """The user's own shippers with their standing and `seen`, the last event that had happened by then.

    Both are read before all else on a page, so that what happens while it is put together is news to it.
    """
    return shippers_of(user).select_related("standing").annotate(seen=last_event_of(OuterRef("pk")))
