"""The days of the record: the time that a batch bears, and the end of a day, after which nothing is recorded in it."""

from datetime import date, datetime

from django.db import connection, transaction

from apps.core import clock
from apps.core.locks import lock_take_free
from apps.ledger.models import ClosedDay
from apps.ledger.selectors.sources import day_ends

# Writers and whoever closes a day lock the day by this number (`sql/batch_begin.sql`). No other lock has it.
DAY_LOCK = 1802724473
_FIRST = date(2000, 1, 1)


def batch_begin(moment: datetime) -> datetime:
    """Return the time that a batch bears which begins at a moment, and keep its day open until the transaction ends.

    The time is later than the moment only where the day of the moment is closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_batch_begin(%s)", [moment])
        (begins,) = cursor.fetchone()
    return begins


@transaction.atomic
def day_close(*, day: date) -> bool:
    """Close a day and all days before it, unless a transaction still writes to the day; return whether the day is
    closed.

    Raises ValueError for a day that has not ended.
    """
    if clock.now() < day_ends(day):
        raise ValueError(f"{day} has not ended.")
    if not lock_take_free(DAY_LOCK, (day - _FIRST).days):
        return False
    if not ClosedDay.objects.filter(day__gte=day).exists():
        ClosedDay.objects.create(day=day, closed_at=clock.now())
    return True
