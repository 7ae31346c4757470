"""How many parcels businesses send, and when an exam at random last found one of them wrong, by their tallies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum

from apps.core import clock
from apps.ledger.models import Tally
from apps.policy.least_exams import yearly_parcels


@dataclass(frozen=True, slots=True)
class Volume:
    """The parcels a year that a business is expected to send, without those that it alone reported, and the last month
    of a parcel that an exam at random found wrong; None where none is known.
    """

    yearly: float = 0.0
    last_wrong: date | None = None


def volumes_of(shipper_ids: Collection[int], day: date, *, months: int = clock.MONTHS_A_YEAR) -> dict[int, Volume]:
    """Return the volumes of businesses, as known on a day, by business, from so many months before; a year at least.

    A business that sent nothing is left out. Takes one query.
    """
    month = clock.month_of(day)
    since = clock.add_months(month, -max(months, clock.MONTHS_A_YEAR))
    rows = (
        Tally.objects.filter(seller__shipper__in=shipper_ids, month__range=(since, month))
        .values("seller__shipper", "month")
        .annotate(parcels=Sum("evidence"), wrong=Sum(F("drawn_discrepant") + F("followed_discrepant")))
        .filter(Q(parcels__gt=0) | Q(wrong__gt=0))
        .values_list("seller__shipper", "month", "parcels", "wrong")
    )
    sent: dict[int, dict[date, int]] = {}
    last_wrong: dict[int, date] = {}
    for shipper_id, each, parcels, wrong in rows.order_by("month"):
        sent.setdefault(shipper_id, {})[each] = parcels
        if wrong:
            last_wrong[shipper_id] = each
    return {
        shipper_id: Volume(yearly_parcels(parcels, month=month), last_wrong.get(shipper_id))
        for shipper_id, parcels in sent.items()
    }
