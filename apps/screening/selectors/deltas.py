"""The changes of a version of a list, the parties that it can touch, and what came of comparing them."""

from django.db import connection
from django.db.models import QuerySet

from apps.jobs.models import Job
from apps.screening.models import BusinessHit, EntryChange, ListFollowUp, Version
from apps.shippers.models import Shipper

# The kind of job that follows a version.
JOB = "screening.follow"
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
    """Return the businesses that were never compared with the lists, without records that were merged.

    A business that has sent no application has no name in its record: nobody compares a draft.
    """
    return Shipper.objects.filter(screening=None, merged_into=None).exclude(name="").order_by("pk")


def follow_up_of(version: Version) -> ListFollowUp | None:
    """Return the comparison of the businesses that a version could touch; None as long as it is not done."""
    return getattr(version, "follow_up", None)


def follow_up_job(version: Version) -> Job | None:
    """Return the job that compares the businesses that a version can touch; None before it was started."""
    return Job.objects.filter(kind=JOB, arguments={"version_id": version.pk}).order_by("-pk").first()


def changes_of_version(version: Version) -> QuerySet[EntryChange]:
    """Return the entries that a version added, changed and took off, each with the facts since."""
    return version.changes.select_related("entry").order_by("pk")


def hits_of_version(version: Version) -> QuerySet[BusinessHit]:
    """Return the hits on entries that a version added, changed or took off, the likeliest first."""
    hits = BusinessHit.objects.filter(entry__changes__version=version).select_related("shipper", "entry")
    return hits.order_by("-score", "pk")
