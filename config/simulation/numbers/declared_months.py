"""The parcels of simulated members that were declared in time, counted month after month as a running program does.

Carriers declare nearly all parcels. No declaration is simulated: each parcel would cost more than all of its life here.
"""

import random
from collections.abc import Iterable
from datetime import date

from django.db.models import Sum

from apps.core import clock
from apps.ledger.models import DeclaredMonth, Tally
from apps.ledger.services import DeclaredCount, declared_months_record
from config.simulation.members import Member
from config.simulation.numbers.sellers import stream

DECLARED = 0.99


def declared_months_count(*, members: Iterable[Member], today: date) -> None:
    """Count the last completed month of those that were members since it began; do nothing if it is counted."""
    month = clock.add_months(clock.month_of(today), -1)
    if DeclaredMonth.objects.filter(month=month).exists():
        return
    numbers = {m.shipper_id: m.seller.number for m in members if m.enrolled and m.enrolled <= month}
    sums = Tally.objects.filter(seller__shipper__in=numbers, month=month).values("seller__shipper")
    sent = sums.annotate(parcels=Sum("evidence")).values_list("seller__shipper", "parcels").order_by("seller__shipper")
    counts = [_count(pk, parcels, stream("declared", numbers[pk], month)) for pk, parcels in sent]
    declared_months_record(month=month, counts=counts)


def _count(shipper_id: int, parcels: int, dice: random.Random) -> DeclaredCount:
    declared = dice.binomialvariate(parcels, DECLARED)
    return DeclaredCount(shipper_id, parcels=parcels, could=parcels, declared=declared)
