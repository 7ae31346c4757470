"""Reads of archived months: which they are, whom they concern, and their entries read from the files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from apps.core import clock
from apps.ledger.archive_rows import archive_load
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import ArchiveAct, Parcel, Shipment
from apps.ledger.statements import statement
from apps.ledger.vocabulary import REUSE_DAYS

# The archived months whose entries this process reads from their files.
_opened: ContextVar[frozenset[date]] = ContextVar("opened", default=frozenset())
# To name the table of shipments locks it in the weakest way, and a month leaves under an exclusive lock.
_HELD = """
SELECT DISTINCT ON (month) id, month, kind, file, sha256, last_recorded FROM ledger_archiveact
WHERE NOT EXISTS (SELECT FROM public.ledger_shipment WHERE false)
ORDER BY month, id DESC
"""
_INDEXED = ("(id, date)", "(parcel_id)", "(seller_id, date)", "(recording_id)", "USING brin (recorded_at)")


def archives_in_force() -> dict[date, ArchiveAct]:
    """Return the archive of each month whose entries are in a file now, without the long lists, by month."""
    last = ArchiveAct.objects.order_by("month", "-id").distinct("month").defer("recordings", "took_over")
    return {act.month: act for act in last if act.kind == ArchiveAct.Kind.ARCHIVED}


def archives_missing() -> dict[date, ArchiveAct]:
    """Return the archives whose entries can't be read here: all in force but those opened by `archives_opened`."""
    return {month: act for month, act in archives_in_force().items() if month not in _opened.get()}


def archives_held() -> dict[date, ArchiveAct]:
    """Return the archives whose entries are in files, as `archives_missing`; no month leaves until the transaction
    ends. Takes one query.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Months are kept from leaving by a transaction.")
    last = ArchiveAct.objects.raw(_HELD)
    return {act.month: act for act in last if act.kind == ArchiveAct.Kind.ARCHIVED and act.month not in _opened.get()}


def months_missing() -> list[date]:
    """Return the months whose entries can't be read here, the earliest first."""
    return list(archives_missing())


def months_require(first: date, last: date) -> None:
    """Raise Archived unless the entries of all months with one of some days can be read here."""
    if missing := [month for month in months_missing() if first < clock.add_months(month, 1) and last >= month]:
        raise EntriesArchived(missing)


def months_missing_of(seller_ids: Sequence[int]) -> list[date]:
    """Return the months whose entries of some identities can't be read here, the earliest first."""
    if not (missing := months_missing()):
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement("archived_of_sellers"), {"sellers": list(seller_ids), "months": missing})
        return [month for (month,) in cursor.fetchall()]


def parcel_months_missing(parcels: Iterable[Parcel]) -> list[date]:
    """Return the archived months in which entries of some parcels may be: the dates of all entries of a parcel lie
    within REUSE_DAYS of its first date.
    """
    spans = [
        (clock.add_days(parcel.first_date, -REUSE_DAYS), clock.add_days(parcel.first_date, REUSE_DAYS))
        for parcel in parcels
    ]
    return [
        month
        for month in months_missing()
        if any(first < clock.add_months(month, 1) and last >= month for first, last in spans)
    ]


def entry_shown(parcel: Parcel) -> Shipment | None:
    """Return the present entry of a parcel with who reported it and whose it is; None if the entry is archived."""
    found = Shipment.objects.select_related("seller__shipper", "recording__reporter")
    return found.filter(id=parcel.shipment_id, date=parcel.date).first()


def entries_complete(parcels: Sequence[Parcel], entries: Sequence[Shipment]) -> None:
    """Raise Archived unless these are all entries of some parcels, which are numbered without a gap."""
    if len(entries) < sum(parcel.revision for parcel in parcels):
        raise EntriesArchived(parcel_months_missing(parcels))


def recording_present(recording_id: int) -> None:
    """Raise Archived if entries of a recording are in a file."""
    if archives := [act.pk for act in archives_missing().values()]:
        found = ArchiveAct.objects.filter(pk__in=archives, recordings__contains=[recording_id])
        if months := list(found.values_list("month", flat=True)):
            raise EntriesArchived(months)


def recording_complete(recording_id: int) -> None:
    """Raise Archived if entries of a recording, or others of its parcels, are in a file."""
    if not archives_missing():
        return
    recording_present(recording_id)
    with connection.cursor() as cursor:
        cursor.execute(statement("parcels_incomplete"), {"recording": recording_id})
        parcels = [pk for (pk,) in cursor.fetchall()]
    if parcels:
        raise EntriesArchived(parcel_months_missing(Parcel.objects.filter(pk__in=parcels)))


@contextmanager
def archives_opened(folder: Path | str | None) -> Iterator[list[date]]:
    """Have every statement of this connection read the archived months from their files in a folder, as if they were
    restored; give these months. Nothing can be recorded meanwhile. Without a folder, nothing is read.

    The entries are loaded into a temporary table, and a temporary view takes the place of the table of shipments.
    Raises NotFound for a missing file and Invalid for one that was altered.
    """
    archives: Mapping[date, ArchiveAct] = archives_in_force() if folder else {}
    if folder is None or not archives:
        yield []
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ledger_archived (LIKE public.ledger_shipment INCLUDING DEFAULTS)")
        try:
            for act in archives.values():
                archive_load(cursor, act, folder, "ledger_archived")
            for columns in _INDEXED:
                cursor.execute(f"CREATE INDEX ON ledger_archived {columns}")  # nosec B608 # constants
            cursor.execute("ANALYZE ledger_archived")
            cursor.execute(statement("archived_view"))
            token = _opened.set(frozenset(archives))
            try:
                yield list(archives)
            finally:
                _opened.reset(token)
                cursor.execute("DROP VIEW pg_temp.ledger_shipment")
        finally:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.ledger_archived")
