"""The names on lists that a name may be, found by an index, and the facts of their entries."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Max, QuerySet

from apps.screening.models import EntryName, Version

# Each asked name reads the index once, by all its keys.
_CANDIDATES = """
    SELECT asked.place, name.id
    FROM (
        SELECT place, array_agg(key) AS keys FROM unnest(%s::integer[], %s::text[]) AS given (place, key) GROUP BY place
    ) asked
    CROSS JOIN LATERAL (SELECT id FROM screening_entryname WHERE keys && asked.keys) name
"""


def candidates(keys: Sequence[Collection[str]]) -> list[tuple[int, int]]:
    """Return the ids of the names on lists that share a key with an asked name, after the place of the asked one."""
    given = [(place, key) for place, own in enumerate(keys) for key in own]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [[place for place, _key in given], [key for _place, key in given]])
        return cursor.fetchall()


def names_with_entries(ids: Collection[int]) -> QuerySet[EntryName]:
    """Return names on lists with their entries and lists."""
    return EntryName.objects.filter(pk__in=ids).select_related("entry__list")


def versions_now() -> dict[str, int]:
    """Return the number of the latest version of each list, by the name of the list."""
    latest = Version.objects.values("list__name").annotate(latest=Max("number")).order_by("list__name")
    return {row["list__name"]: row["latest"] for row in latest}


def lists_loaded() -> tuple[int | None, datetime | None]:
    """Return the number and the moment of the last load of any list, which tell a state of all lists from others."""
    latest = Version.objects.order_by("-pk").values_list("pk", "at").first()
    return latest or (None, None)
