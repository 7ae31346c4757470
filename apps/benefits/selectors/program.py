"""The size of the program."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from apps.benefits.models import Month


class MembersCounted(NamedTuple):
    """The number of businesses that were members through a closed month."""

    month: date
    members: int


def members_counted() -> MembersCounted | None:
    """Return the members of the last month that was counted; None before a month with a member was. One query."""
    months = Month.objects.values("month").annotate(members=Sum("shippers", filter=Q(tier__isnull=False), default=0))
    last = months.order_by("-month").values_list("month", "members").first()
    return MembersCounted(*last) if last and last[1] else None
