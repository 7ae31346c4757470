from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from apps.partners.rosters.models import RosterEntry


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """The size of a roster: its entries, the shippers that they name, and when the latest of them was listed."""

    entries: int
    shippers: int
    latest: datetime | None


def roster_of(partner_id: int) -> QuerySet[RosterEntry]:
    """Return the entries that are on a partner's roster now, in the order in which they were listed."""
    return RosterEntry.objects.filter(partner=partner_id, until=None).order_by("pk")


def roster_page(partner_id: int, *, after: int, limit: int) -> list[RosterEntry]:
    """Return the entries of a partner's roster that follow the place `after`, with their shippers."""
    return list(roster_of(partner_id).filter(pk__gt=after).select_related("shipper")[:limit])


def roster_counts(partner_id: int) -> RosterCounts:
    """Return how many entries and shippers are on a partner's roster now."""
    counted = RosterEntry.objects.filter(partner=partner_id, until=None).aggregate(
        entries=Count("pk"), shippers=Count("shipper", distinct=True), latest=Max("since")
    )
    return RosterCounts(**counted)
