"""The parties that a version of a list can touch, and the businesses that were never compared."""

from django.db import connection
from django.db.models import QuerySet

from apps.screening.models import BusinessHit
from apps.shippers.models import Shipper

# Each name of an entry that changed reads the index of our parties once. A party that shares no key with a name is no
# candidate of the search either, so that its hits stay as they are.
_TOUCHED = """
    SELECT DISTINCT party.shipper_id, party.name
    FROM screening_entrychange change
    JOIN screening_entryname listed ON listed.entry_id = change.entry_id
    CROSS JOIN LATERAL (SELECT shipper_id, name FROM screening_screenedparty WHERE keys && listed.keys) party
    WHERE change.version_id = %s
"""


def parties_touched(version_id: int) -> set[tuple[int, str]]:
    """Return the parties, as id of the business and name, of which a hit may come, change or go by a version of a list:
    those that share a key with a name of an entry that changed, and those with a hit on an entry that changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [version_id])
        touched = set(cursor.fetchall())
    hits = BusinessHit.objects.filter(entry__changes__version=version_id)
    return touched | set(hits.order_by().values_list("shipper", "name"))


def shippers_unscreened() -> QuerySet[Shipper]:
    """Return the businesses that were never compared with the lists; a record that was merged is none."""
    return Shipper.objects.filter(screening=None, merged_into=None).order_by("pk")
