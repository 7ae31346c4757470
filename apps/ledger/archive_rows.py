"""The rows of an archived month on their way between a table and a file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from psycopg import sql

from apps.core.errors import Conflict
from apps.ledger.archive_files import archive_open, content_digest
from apps.ledger.models import ArchiveAct
from apps.ledger.parquet import CSV

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


def lines_of(
    cursor: Any, query: sql.Composable, columns: Mapping[str, str], parameters: Mapping[str, Any] | None = None
) -> Iterator[bytes]:
    """Yield the rows of a query, which have some columns, as the CSV that DuckDB writes too: a boolean is `true`."""
    told = sql.SQL(", ").join(
        sql.SQL("{}::text" if kind == "boolean" else "{}").format(sql.Identifier(name))
        for name, kind in columns.items()
    )
    copy = sql.SQL("COPY (SELECT {} FROM ({}) found) TO STDOUT ({}, FORCE_QUOTE *)").format(told, query, sql.SQL(CSV))
    with cursor.copy(copy, parameters) as rows:
        for chunk in rows:
            yield bytes(chunk)


def lines_of_month(cursor: Any, table: str, columns: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the rows of a table of shipments as CSV, in the order of their ids."""
    return lines_of(cursor, sql.SQL("SELECT * FROM {} ORDER BY id, date").format(sql.Identifier(table)), columns)


def columns_require(head: Mapping[str, Any], columns: Mapping[str, str | None]) -> None:
    """Raise Conflict where a file was written with other columns than these."""
    changed = [name for name, kind in columns.items() if head["columns"].get(name) != kind]
    if changed:
        raise Conflict(
            _("The file was written with other columns, after %(schema)s: %(columns)s.")
            % {"schema": head["schema"], "columns": ", ".join(changed)}
        )


def archive_load(cursor: Any, act: ArchiveAct, folder: Path | str, table: str) -> dict[str, Any]:
    """Add the rows of the file of an archive to a table of shipments, and return what the file says of them.

    A column that came later gets its default. Raises NotFound for a missing file, Invalid for one that was altered, and
    Conflict where a column is gone or has another type.
    """
    with archive_open(folder, act.file, act.sha256) as (head, rows):
        present = columns_present(cursor)
        columns_require(head, {name: present.get(name) for name in head["columns"]})
        copy = sql.SQL("COPY {} ({}) FROM STDIN ({})")
        columns = _columns_sql(list(head["columns"]))
        with cursor.copy(copy.format(sql.Identifier(table), columns, sql.SQL(rows.options))) as copied:
            for block in rows.blocks:
                copied.write(block)
    return head


def content_digest_of(cursor: Any, table: str, head: dict[str, Any]) -> str:
    """Return the digest of the content that the rows of a table make, with the columns of a file's first line."""
    told = {name: value for name, value in head.items() if name != "format"}
    return content_digest(told, rows_of(cursor, table, list(head["columns"])))


def _columns_sql(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
