"""Writes of the counted months, and of the work items for broken promises."""

from collections.abc import Iterable
from itertools import batched

from django.db import connection, transaction

from apps.benefits import work
from apps.benefits.selectors import shippers_in_breach, window_now
from apps.benefits.selectors.shippers import statement_parameters
from apps.benefits.selectors.window import TIERS_AND_NONE, closed_months
from apps.benefits.statements import MEASURE
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.work.selectors import items_open
from apps.work.services import item_open, items_close

BATCH = 200


def breach_items_update() -> int:
    """Open a work item for each member whose promise was broken; close the items of all others.

    Return the number of items opened. A second run changes nothing, and nothing happens before the first count.
    """
    window = window_now()
    if not window.months:
        return 0
    broken = {measure.shipper_id for measure in shippers_in_breach(window)}
    waiting = set(items_open().filter(kind=work.BREACH.code).values_list("subject_id", flat=True))
    for shipper_ids in batched(sorted(waiting - broken), BATCH):
        items_close(kind=work.BREACH.code, model="shipper", ids=shipper_ids)
    new = sorted(broken - waiting)
    for shipper_ids in batched(new, BATCH):
        _items_open(shipper_ids)
    return len(new)


@transaction.atomic
def _items_open(shipper_ids: Iterable[int]) -> None:
    """Open a work item for each shipper for whom the promise is broken."""
    for shipper in Shipper.objects.filter(pk__in=shipper_ids).order_by("pk"):
        item_open(
            kind=work.BREACH.code,
            subject=("shipper", shipper.pk),
            title=str(shipper),
            shipper_id=shipper.pk,
            country=shipper.country.code,
        )


@transaction.atomic
def months_measure() -> int:
    """Count the parcels of all closed months of the window again, and return the number of months.

    All months are counted each time, by one statement, since a late report, a linked identity or a recording that was
    taken back may change any of them. The next run makes up for a day without one.
    """
    months = closed_months(terms_of(policy_on(clock.today())))
    with connection.cursor() as cursor:
        cursor.execute(
            MEASURE,
            statement_parameters()
            | {"first": months[0], "last": months[-1], "months": months, "tiers": list(TIERS_AND_NONE)}
            | {"now": clock.now()},
        )
    return len(months)
