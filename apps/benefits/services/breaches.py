"""Promises that were broken wait for staff."""

from collections.abc import Iterable
from itertools import batched

from django.db import transaction

from apps.benefits import work
from apps.benefits.selectors import shippers_in_breach, window_now
from apps.shippers.models import Shipper
from apps.work.selectors import items_open
from apps.work.services import item_close, item_open

AT_ONCE = 200


def breaches_watch() -> int:
    """Have each member to whom a promise was broken wait for staff, and nobody else. Says how many were opened.

    Whenever it runs, and however often, what waits is the same. While nothing was counted yet, nothing changes.
    """
    window = window_now()
    if not window.months:
        return 0
    broken = {measure.shipper_id for measure in shippers_in_breach(window)}
    waiting = set(items_open().filter(kind=work.BREACH.code).values_list("subject_id", flat=True))
    for shipper_ids in batched(sorted(waiting - broken), AT_ONCE):
        _close(shipper_ids)
    new = sorted(broken - waiting)
    for shipper_ids in batched(new, AT_ONCE):
        _open(shipper_ids)
    return len(new)


@transaction.atomic
def _close(shipper_ids: Iterable[int]) -> None:
    for shipper_id in shipper_ids:
        item_close(kind=work.BREACH.code, subject=("shipper", shipper_id))


@transaction.atomic
def _open(shipper_ids: Iterable[int]) -> None:
    for shipper in Shipper.objects.filter(pk__in=shipper_ids).order_by("pk"):
        item_open(
            kind=work.BREACH.code,
            subject=("shipper", shipper.pk),
            title=str(shipper),
            shipper_id=shipper.pk,
            country=shipper.country.code,
        )
