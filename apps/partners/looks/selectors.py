"""The looks of partners at a business, with the answers that they got: as the business reads them, by partner and day.

A carrier may ask ten thousand times a day, so questions are counted, and a page reads the days of one week.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncDate

from apps.core import clock
from apps.partners.models import FurtherLook, Look, Partner
from apps.shippers.models import Shipper
from apps.standing.models import Change
from apps.standing.selectors import changes_of

DAYS_A_PAGE = 7


@dataclass(frozen=True, slots=True)
class LooksOfDay:
    """The looks of a partner on a day: how many, the standings that were told, and what was told beyond them."""

    day: date
    partner: Partner
    count: int
    first_at: datetime
    last_at: datetime
    standings: list[Change]
    further: list[FurtherLook]


@dataclass(frozen=True, slots=True)
class LookWeek:
    """The looks of seven days, the latest day first. `earlier` is the last day before with a look, if there is one."""

    days: list[LooksOfDay]
    earlier: date | None


def looks_until(shipper: Shipper, day: date) -> LookWeek:
    """Return the looks at a business in the seven days that end with the last day, up to `day`, on which one was."""
    looks = Look.objects.filter(ksn=shipper.ksn)
    last = _last_day(looks, day)
    if last is None:
        return LookWeek([], None)
    first = clock.add_days(last, 1 - DAYS_A_PAGE)
    changes = list(changes_of(shipper.pk))[::-1]
    further = _further_looks(shipper, first, last)
    within = looks.filter(at__gte=clock.start_of(first), at__lte=clock.end_of(last))
    rows = list(
        within.annotate(day=TruncDate("at", tzinfo=clock.PROGRAM_ZONE))
        .values("day", "partner_id")
        .annotate(count=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-day", "-count", "partner_id")
    )
    partners = Partner.objects.in_bulk({row["partner_id"] for row in rows})
    days = [
        LooksOfDay(
            day=row["day"],
            partner=partners[row["partner_id"]],
            count=row["count"],
            first_at=row["first_at"],
            last_at=row["last_at"],
            standings=standings_told(changes, row["first_at"], row["last_at"]),
            further=further[row["day"], row["partner_id"]],
        )
        for row in rows
    ]
    return LookWeek(days, _last_day(looks, clock.add_days(first, -1)))


def looks_on(shipper: Shipper, partner_id: int, day: date) -> QuerySet[Look]:
    """Return the looks of a partner at a business on a day, the latest first."""
    looks = Look.objects.filter(ksn=shipper.ksn, partner=partner_id)
    return looks.filter(at__gte=clock.start_of(day), at__lte=clock.end_of(day)).order_by("-at", "-id")


def further_looks_on(shipper: Shipper, partner_id: int, day: date) -> QuerySet[FurtherLook]:
    """Return what a partner asked about a business on a day beyond its status, in the order of the first questions."""
    return FurtherLook.objects.filter(ksn=shipper.ksn, partner=partner_id, day=day).order_by("first_at", "pk")


def standings_told(changes: Sequence[Change], first_at: datetime, last_at: datetime) -> list[Change]:
    """Return the changes of standing that were in force between two moments. `changes` are all, the earliest first."""
    before = [change for change in changes if change.at <= first_at]
    return before[-1:] + [change for change in changes if first_at < change.at <= last_at]


def _last_day(looks: QuerySet[Look], until: date) -> date | None:
    last_at = looks.filter(at__lte=clock.end_of(until)).aggregate(last=Max("at"))["last"]
    return clock.day_of(last_at) if last_at else None


def _further_looks(shipper: Shipper, first: date, last: date) -> dict[tuple[date, int], list[FurtherLook]]:
    found: dict[tuple[date, int], list[FurtherLook]] = defaultdict(list)
    for look in FurtherLook.objects.filter(ksn=shipper.ksn, day__range=(first, last)).order_by("first_at", "pk"):
        found[look.day, look.partner_id].append(look)
    return found
