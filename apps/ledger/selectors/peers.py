"""The usual values per kilogram of goods: as the daily count kept them, or counted now where there is no such count."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal

from django.db import connection

from apps.core import clock
from apps.ledger.advice.context import PeerPrices
from apps.ledger.models import PeerValue
from apps.ledger.statements import statement

DAYS = 365
# A daily count that is older than this did not run: on a new installation, or because the schedule stands still.
MAX_AGE = timedelta(days=2)
# Somebody waits for a count that is made for a reader, so it reads less of the ledger than the daily one.
MAX_PARCELS_NOW = 100_000
_ESTIMATE = """
SELECT coalesce(sum(greatest(reltuples, 0)), 0) FROM pg_class
JOIN pg_inherits ON pg_class.oid = inhrelid WHERE inhparent = 'ledger_shipment'::regclass
"""

type PeersByGoods = dict[tuple[str, str], PeerPrices]


def peers_of(chapters: Collection[str]) -> PeersByGoods:
    """Return the usual values per kilogram of some chapters, by chapter and currency."""
    fresh = PeerValue.objects.filter(counted_at__gt=clock.now() - MAX_AGE)
    found = {
        (row.chapter, row.currency): PeerPrices(row.parcels, row.low, row.median, row.high)
        for row in fresh.filter(chapter__in=chapters)
    }
    return found if found or not chapters or fresh.exists() else peers_counted(MAX_PARCELS_NOW, chapters)


def peers_counted(parcels: int, chapters: Collection[str] | None = None) -> PeersByGoods:
    """Count the values per kilogram of all chapters, or of some, in a sample of about so many parcels of a year."""
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATE)
        share = min(100.0, 100 * parcels / max(cursor.fetchone()[0], 1))
        since = clock.add_days(clock.today(), -DAYS)
        wanted = sorted(chapters) if chapters is not None else None
        cursor.execute(statement("peers"), {"share": share, "since": since, "chapters": wanted})
        return {
            (chapter, currency): PeerPrices(count, *(Decimal(str(bound)) for bound in bounds))
            for chapter, currency, count, bounds in cursor.fetchall()
        }
