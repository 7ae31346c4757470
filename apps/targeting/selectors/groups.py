"""Reads of the groups of goods and sellers on which exams by choice must not fall too often."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from apps.core import clock
from apps.targeting.fairness import MONTHS, Grouping
from apps.targeting.models import Assessment, Draw
from apps.targeting.selection import GROUP_DAYS, GroupExams, groups_added
from apps.targeting.statements import GROUPS_DRAWN, TRAITS


def groups_of(waiting: Sequence[Assessment]) -> dict[int, tuple[str, ...]]:
    """Return the groups of the parcels that wait for a draw, by assessment: the origin of the goods, and the size and
    the language of the seller where it is a business of the program. Takes a query.

    Goods of which no origin was declared are of no group by origin.
    """
    traits = _traits_of({row.shipper_id for row in waiting if row.shipper_id})
    return {
        row.pk: (*_named(Grouping.ORIGIN, row.origin), *traits.get(row.shipper_id or 0, ()))  # pyrefly: ignore
        for row in waiting
    }


def groups_by_month(first: date, last: date) -> dict[date, dict[str, GroupExams]]:
    """Return what the draws of all ports were expected to open by choice on some days, by month and group. Takes one
    query.
    """
    months = defaultdict[date, dict[str, GroupExams]](dict)
    with connection.cursor() as cursor:
        cursor.execute(GROUPS_DRAWN, {"first": first, "last": last})
        for month, group, clean, chosen in cursor.fetchall():
            months[month][group] = GroupExams(clean, chosen)
    return months


def groups_drawn(first: date, last: date) -> dict[str, GroupExams]:
    """Return what the draws of all ports were expected to open by choice on some days, by group."""
    return groups_added(groups_by_month(first, last).values())


def groups_drawn_lately() -> dict[str, GroupExams]:
    """Return what the draws of all ports were expected to open by choice in the days that count for a draw of today."""
    today = clock.today()
    return groups_drawn(clock.add_days(today, -GROUP_DAYS), today)


def findings_forgone_by_month(first: date) -> dict[date, float]:
    """Return how many wrong parcels fewer were expected to be found for the bounds of groups, by month since a day."""
    draws = Draw.objects.filter(port_day__day__gte=first).annotate(month=TruncMonth("port_day__day"))
    return dict(draws.values("month").annotate(total=Sum("forgone")).values_list("month", "total"))


def _traits_of(shipper_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    if not shipper_ids:
        return {}
    since = clock.add_months(clock.month_of(clock.today()), 1 - MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(TRAITS, {"since": since, "shippers": list(shipper_ids)})
        return {
            shipper_id: (*_named(Grouping.SIZE, size), *_named(Grouping.LANGUAGE, language))
            for shipper_id, size, language in cursor.fetchall()
        }


def _named(grouping: Grouping, name: str | None) -> tuple[str, ...]:
    return (f"{grouping.value}:{name}",) if name else ()
