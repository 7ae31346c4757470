"""The size of the program."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, Sum

from apps.benefits.models import Month
from apps.core.disclosure import COUNT_STEP, MIN_BUSINESSES, rounded


class MembersCounted(NamedTuple):
    """The number of businesses that were members through a closed month, rounded as the public reads counts."""

    month: date
    members: int


def members_counted() -> MembersCounted | None:
    """Return the members of the last month that was counted; None if they were too few to be told. One query."""
    months = Month.objects.values("month").annotate(members=Sum("shippers", filter=Q(tier__isnull=False), default=0))
    last = months.order_by("-month").values_list("month", "members").first()
    if last is None or last[1] < MIN_BUSINESSES:
        return None
    month, members = last
    return MembersCounted(month, rounded(members, COUNT_STEP))
