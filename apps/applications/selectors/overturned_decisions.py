"""The number of decisions about applications that another person overturned, or would have made otherwise."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from apps.applications.models import Decision, SecondLook


@dataclass(frozen=True, slots=True)
class ReconsideredCounts:
    """The number of decisions that were considered again, and the number of these that came out otherwise."""

    count: int
    otherwise: int


def appeals_decided(since: datetime) -> ReconsideredCounts:
    """Return the appeals against denials that were decided since a moment; a granted one came out otherwise."""
    granted = Q(outcome=Decision.Outcome.APPROVED)
    found = Decision.objects.filter(on_appeal=True, at__gte=since).aggregate(
        count=Count("pk"), otherwise=Count("pk", filter=granted)
    )
    return ReconsideredCounts(**found)


def second_looks_given(since: datetime) -> ReconsideredCounts:
    """Return the second looks that were given since a moment; one that disagrees would have decided otherwise."""
    found = SecondLook.objects.filter(at__gte=since).aggregate(
        count=Count("pk"), otherwise=Count("pk", filter=Q(agrees=False))
    )
    return ReconsideredCounts(**found)
