"""Statements about entries of which some are archived: one text, which PostgreSQL executes upon the table of shipments,
or DuckDB upon the files of archived months and the rows that are left in the table (docs/adr/0152).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, LiteralString

from django.conf import settings
from django.db import connection
from psycopg import sql

from apps.core import clock
from apps.ledger.archive_files import archive_head, is_parquet
from apps.ledger.archive_places import place_of
from apps.ledger.archive_rows import columns_require, lines_of
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import ArchiveAct
from apps.ledger.parquet import duckdb_session, parquet_view_make, table_make

SHIPMENTS = "ledger_shipment"
_LEFT = "ledger_shipment_left"
_PARAMETER = re.compile(r"%\((\w+)\)s")
_COLUMNS = """
SELECT relname, attname, format_type(atttypid, atttypmod)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname = ANY(%(words)s)
    AND attname = ANY(%(words)s) AND attnum > 0 AND NOT attisdropped AND atttypid <> 'jsonb'::regtype
ORDER BY relname, attnum
"""


@dataclass(frozen=True, slots=True)
class NeededEntries:
    """The entries that a statement reads: of parcels of some days, and where given, all that were recorded since a
    moment. Other revisions of their parcels have a day no farther away than `spread`.

    `rows` are conditions upon the rows of a table that the statement can need at most, by table: they let a large table
    stay where it is.
    """

    first: date
    last: date
    spread: int
    recorded_since: datetime | None = None
    rows: Mapping[str, LiteralString] = field(default_factory=dict)

    def archives(self, missing: Mapping[date, ArchiveAct]) -> list[ArchiveAct]:
        """Return the archives, of some, that may hold such entries."""
        late = [
            month
            for month, act in missing.items()
            if self.recorded_since is not None and act.last_recorded >= self.recorded_since
        ]
        first = clock.add_days(min([self.first, *late]), -self.spread)
        last = clock.add_days(max([self.last, *late]), self.spread)
        return [act for month, act in missing.items() if first < clock.add_months(month, 1) and last >= month]


def entry_rows(
    statement: str, parameters: Mapping[str, Any], needed: NeededEntries, held: Mapping[date, ArchiveAct]
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement about entries, those too that are archived: `held` is `archives_held()`, of this
    transaction.

    Raises Archived where `ARCHIVES_FOLDER` is not set, or where the file of a month has the form of before; NotFound
    for a missing file, Invalid for one that was altered, and Conflict for one with other columns.
    """
    with connection.cursor() as cursor:
        if archives := needed.archives(held):
            return _rows_of_files(cursor, statement, parameters, needed, archives)
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _rows_of_files(
    cursor: Any, statement: str, parameters: Mapping[str, Any], needed: NeededEntries, archives: Sequence[ArchiveAct]
) -> list[tuple[Any, ...]]:
    if not settings.ARCHIVES_FOLDER or not all(is_parquet(act.file) for act in archives):
        raise EntriesArchived(act.month for act in archives)
    place = place_of(settings.ARCHIVES_FOLDER)
    paths = [place.path_of(act.file, act.sha256) for act in archives]
    tables = _tables_named(cursor, statement)
    for path in paths:
        columns_require(archive_head(path), tables[SHIPMENTS])
    with duckdb_session() as session:
        for name, columns in tables.items():
            query = sql.SQL("SELECT * FROM {} WHERE {}").format(
                sql.Identifier(name), sql.SQL(needed.rows.get(name, "true"))
            )
            if name == SHIPMENTS:
                # Not those of a month that was restored this moment.
                query += sql.SQL(" AND date_trunc('month', date)::date <> ALL(%(archived)s)")
            given = {**parameters, "archived": [act.month for act in archives]}
            table_make(session, _LEFT if name == SHIPMENTS else name, columns, lines_of(cursor, query, columns, given))
        parquet_view_make(session, SHIPMENTS, paths, beside=_LEFT, columns=list(tables[SHIPMENTS]))
        asked = {name: parameters[name] for name in _PARAMETER.findall(statement)}
        return session.execute(_as_duckdb(statement), asked).fetchall()


def _tables_named(cursor: Any, statement: str) -> dict[str, dict[str, str]]:
    """Return the tables that a statement names, each with the columns that it names and their types."""
    cursor.execute(_COLUMNS, {"words": sorted(set(re.findall(r"\w+", statement)))})
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in cursor.fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables


def _as_duckdb(statement: str) -> str:
    """Return a statement with the parameters of DuckDB, which also wants to know what EXISTS selects."""
    return _PARAMETER.sub(r"$\1", statement).replace("SELECT FROM", "SELECT 1 FROM")
