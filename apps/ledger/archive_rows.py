"""The rows of an archived month on their way between a table and a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from psycopg import sql

from apps.core.errors import Conflict
from apps.ledger.archive_files import archive_open, content_digest
from apps.ledger.models import ArchiveAct

_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'public.ledger_shipment'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def columns_present(cursor: Any) -> dict[str, str]:
    """Return the columns of the table of shipments with their types, in order."""
    cursor.execute(_COLUMNS)
    return dict(cursor.fetchall())


def rows_of(cursor: Any, table: str, columns: list[str]) -> Iterator[bytes]:
    """Yield the rows of a table of shipments as PostgreSQL copies them, in the order of their ids."""
    copy = sql.SQL("COPY (SELECT {} FROM {} ORDER BY id, date) TO STDOUT (FORMAT binary)")
    with cursor.copy(copy.format(_columns_sql(columns), sql.Identifier(table))) as rows:
        for chunk in rows:
            yield bytes(chunk)


def archive_load(cursor: Any, act: ArchiveAct, folder: Path, table: str) -> dict[str, Any]:
    """Add the rows of the file of an archive to a table of shipments, and return what the file says of them.

    A column that came later gets its default. Raises NotFound for a missing file, Invalid for one that was altered, and
    Conflict where a column is gone or has another type.
    """
    with archive_open(folder / act.file, act.sha256) as (head, chunks):
        present = columns_present(cursor)
        changed = [name for name, kind in head["columns"].items() if present.get(name) != kind]
        if changed:
            raise Conflict(
                _("The file was written with other columns, after %(schema)s: %(columns)s.")
                % {"schema": head["schema"], "columns": ", ".join(changed)}
            )
        copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)")
        with cursor.copy(copy.format(sql.Identifier(table), _columns_sql(list(head["columns"])))) as rows:
            for chunk in chunks:
                rows.write(chunk)
    return head


def content_digest_of(cursor: Any, table: str, head: dict[str, Any]) -> str:
    """Return the digest of the content that the rows of a table make, with the columns of a file's first line."""
    told = {name: value for name, value in head.items() if name != "format"}
    return content_digest(told, rows_of(cursor, table, list(head["columns"])))


def _columns_sql(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
