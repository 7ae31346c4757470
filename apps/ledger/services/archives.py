"""The archives of past months: the entries of a month move into a file, and back from the file.

A month leaves the database by one transaction, which first writes the file and reads it again. So a process that is
killed leaves the month in the database, with a file that nothing names; or it leaves the file, named by its row.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, LiteralString

from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from psycopg import sql

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.locks import lock_take, lock_take_free
from apps.events.services import record
from apps.ledger.archive_files import archive_write
from apps.ledger.archive_rows import archive_load, columns_present, content_digest_of, lines_of_month
from apps.ledger.archives import archive_looks_run
from apps.ledger.models import ArchiveAct
from apps.ledger.selectors.archives import archives_in_force
from apps.ledger.statements import statement
from apps.ledger.vocabulary import REUSE_DAYS

# Writers share this lock of a month (`sql/shipment_months.sql`). No other lock has this number, or the next one.
MONTH_LOCK = 1802724474
ARCHIVE_LOCK = 1802724475
_FIRST = date(2000, 1, 1)
# The fields of an archive that its restoration repeats.
_REPEATED = (
    *("month", "file", "sha256", "content_sha256", "size", "rows", "first_recorded", "last_recorded", "schema"),
    *("recordings", "took_over"),
)
# Whoever reads or writes shipments waits behind a request for the whole table, so it is short, and made again.
LOCK_SECONDS = 1
MAX_LOCK_TRIES = 60


def month_open_first() -> date:
    """Return the earliest month that is open: a report of today may still concern a parcel of it."""
    return clock.month_of(clock.add_days(clock.today(), -REUSE_DAYS))


def months_archive(*, before: date, folder: Path | str, actor: User) -> Iterator[ArchiveAct]:
    """Archive each month of shipments before a month into a file of a folder, or below `s3://BUCKET/PREFIX`, the
    earliest first; yield each act.

    Only the owner of the tables may (`core.database_rights.as_owner`). Raises NotAllowed for an actor who may not run
    operations, Invalid for a month that is still open, Conflict for one whose entries are not sealed yet or not as they
    were sealed, and as `archive_write`; the months before are archived then.
    """
    permissions.require(actor, "operate")
    before, first_open = clock.month_of(before), month_open_first()
    if before > first_open:
        raise InvalidInput(
            _(
                "%(month)s is still open: for %(days)s days after its end, a report may concern one of its parcels. "
                "Archive the months before %(month)s."
            )
            % {"month": f"{first_open:%Y-%m}", "days": REUSE_DAYS}
        )
    for month in _months_present():
        if month < before and (act := month_archive(month=month, folder=folder, actor=actor)):
            yield act


@transaction.atomic
def month_archive(*, month: date, folder: Path | str, actor: User) -> ArchiveAct | None:
    """Move the entries of a month into a file, and return the act; None for a month without entries.

    Nothing is recorded in the month meanwhile. Raises as `months_archive`.
    """
    with connection.cursor() as cursor:
        _locks_take(month)
        table = _table_of(month)
        cursor.execute(statement("archive_facts"), {"month": month, "next_month": clock.add_months(month, 1)})
        rows, first, last, recordings, took_over = cursor.fetchone()
        if not rows:
            return None
        head = _head(cursor, month, rows, first, last)
        written = archive_write(
            folder=folder,
            month=month,
            head=head,
            content_sha256=content_digest_of(cursor, table, head),
            lines=lines_of_month(cursor, table, head["columns"]),
        )
        act = _act_keep(
            ArchiveAct.Kind.ARCHIVED,
            actor,
            month=month,
            file=written.name,
            sha256=written.sha256,
            content_sha256=written.content_sha256,
            size=written.size,
            rows=rows,
            first_recorded=first,
            last_recorded=last,
            schema=head["schema"],
            recordings=recordings,
            took_over=took_over,
        )
        archive_looks_run(act)
        _partition_drop(cursor, table)
    return act


@transaction.atomic
def month_restore(*, month: date, folder: Path | str, actor: User) -> ArchiveAct:
    """Move the entries of an archived month from their file in a folder back into the database, and return the act.

    Only the owner of the tables may. Raises NotAllowed, Conflict for a month that is not archived or whose rows are not
    those of the archive, NotFound for a missing file, and Invalid for one that was altered. The file stays.
    """
    permissions.require(actor, "operate")
    month = clock.month_of(month)
    with connection.cursor() as cursor:
        _locks_take(month)
        last = archives_in_force().get(month)
        if last is None:
            raise Conflict(_("%(month)s is not archived.") % {"month": f"{month:%Y-%m}"})
        archive = ArchiveAct.objects.get(pk=last.pk)
        cursor.execute("SELECT ledger_shipment_partition(%s)", [month])
        (table,) = cursor.fetchone()
        head = archive_load(cursor, archive, folder, table)
        if content_digest_of(cursor, table, head) != archive.content_sha256:
            raise Conflict(_("The rows that were restored are not those that were archived. Nothing was changed."))
        cursor.execute("SELECT ledger_shipment_attach(%s)", [month])
        cursor.execute(_statement_on(table, "ANALYZE {}"))
        return _act_keep(ArchiveAct.Kind.RESTORED, actor, **{name: getattr(archive, name) for name in _REPEATED})


def _months_present() -> list[date]:
    """Return the months that have a partition, the earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(statement("months_present"))
        return [month for (month,) in cursor.fetchall()]


def _locks_take(month: date) -> None:
    """Wait for the writers of a month, and keep others out of it until the transaction ends."""
    if not lock_take_free(ARCHIVE_LOCK):
        raise Conflict(_("Another process archives or restores a month. Wait until it has ended."))
    lock_take(MONTH_LOCK, (month - _FIRST).days)


def _head(cursor: Any, month: date, rows: int, first: datetime, last: datetime) -> dict[str, Any]:
    """Return the first line of the file of a month: nothing in it depends on when the file is written."""
    applied = MigrationRecorder.Migration.objects.filter(app="ledger").order_by("-name").values_list("name", flat=True)
    return {
        "table": "ledger_shipment",
        "month": f"{month:%Y-%m}",
        "schema": applied[0],
        "columns": columns_present(cursor),
        "rows": rows,
        "first_recorded": first.astimezone(UTC).isoformat(),
        "last_recorded": last.astimezone(UTC).isoformat(),
    }


def _partition_drop(cursor: Any, table: str) -> None:
    """Detach a partition and drop its table. Raises Conflict if others hold the table of shipments for a minute."""
    for _try in range(MAX_LOCK_TRIES):
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
                cursor.execute("LOCK TABLE ledger_shipment IN ACCESS EXCLUSIVE MODE")
        except OperationalError:
            time.sleep(LOCK_SECONDS)
        else:
            break
    else:
        raise Conflict(_("The table of shipments is in use all the time. Nothing was archived: try at another time."))
    cursor.execute(_statement_on(table, "ALTER TABLE ledger_shipment DETACH PARTITION {}"))
    cursor.execute(_statement_on(table, "DROP TABLE {}"))


def _statement_on(table: str, template: LiteralString) -> str:
    # As text: the history of changes, which names who runs the command, reads each statement.
    return sql.SQL(template).format(sql.Identifier(table)).as_string()


def _act_keep(kind: ArchiveAct.Kind, actor: User, **columns: Any) -> ArchiveAct:
    """Keep that somebody archived or restored a month, and record the event."""
    act = ArchiveAct.objects.create(kind=kind, at=clock.now(), by=actor, **columns)
    told = {"month": f"{act.month:%Y-%m}", "file": act.file, "sha256": act.sha256, "rows": act.rows}
    record(f"ledger.month_{kind}", subject=("archive", act.pk), actor=actor, **told)
    return act


def _table_of(month: date) -> str:
    return f"ledger_shipment_{month:%Y%m}"
