"""Parquet files, and statements upon them, by DuckDB (docs/adr/0152).

Rows come and go as PostgreSQL's CSV, of which both write the same text, through pipes: no row becomes an object of
Python, and no second file lies on the disk. DuckDB is imported where a file is read or written, since it takes 40 MB.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The options of PostgreSQL's COPY.
CSV: LiteralString = r"FORMAT csv, NULL '\N'"
_HEAD = "known_shipper_archive"
_BLOCK = 2**20
# As PostgreSQL computes and sorts; and nothing is fetched from the Internet.
_AS_POSTGRESQL = {
    "TimeZone": "UTC",
    "default_null_order": "nulls_last_on_asc_first_on_desc",
    "integer_division": True,
    "autoinstall_known_extensions": False,
}
# A worker shares its machine. What a statement needs beyond that goes to a temporary folder.
_MEMORY = "2GB"
# The rows that come through a pipe, by its name and with the kinds of its columns; and how rows leave through one.
_ROWS = sql.SQL(
    "read_csv(?, columns = ?, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', "
    r"new_line = '\n', nullstr = '\N', allow_quoted_nulls = false, parallel = false)"
)
_TEXT = sql.SQL(r"FORMAT csv, HEADER false, NULLSTR '\N', FORCE_QUOTE *, USE_TMP_FILE false")
_WRITE = "COPY (SELECT {} FROM {}) TO {} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {{{}: {}}})"


@contextmanager
def duckdb_session() -> Iterator["DuckDBPyConnection"]:
    """Give a database of DuckDB in memory."""
    import duckdb

    with (
        TemporaryDirectory(prefix="duckdb-") as folder,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": folder}) as session,
    ):
        for name, value in _AS_POSTGRESQL.items():
            session.execute(f"SET {name} = {value!r}")
        yield session


def parquet_write(path: Path, *, columns: Mapping[str, str], head: str, lines: Iterable[bytes]) -> None:
    """Write a file of rows that come as CSV, and of a text about them. `columns` have the types of PostgreSQL.

    Raises OSError where the disk takes no file.
    """
    with duckdb_session() as session:
        write = sql.SQL(_WRITE).format(_as_kept(columns), _ROWS, str(path), sql.Identifier(_HEAD), head)
        lines_read(session, write, columns, lines)


def parquet_head(path: Path) -> str:
    """Return the text about the rows of a file."""
    with duckdb_session() as session:
        asked = session.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?", [str(path), _HEAD]
        )
        (head,) = asked.fetchone() or ("{}",)
    return head


def parquet_lines(path: Path, columns: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the rows of a file as CSV, in their order, in blocks."""
    told = sql.SQL(", ").join(
        sql.SQL(r"'\x' || lower(hex({}))" if kind == "bytea" else "{}").format(sql.Identifier(name))
        for name, kind in columns.items()
    )
    with duckdb_session() as session:
        outgoing, incoming = os.pipe()
        copy = sql.SQL("COPY (SELECT {} FROM read_parquet({})) TO {} ({})")
        copied = copy.format(told, str(path), f"/dev/fd/{incoming}", _TEXT).as_string()
        with _beside(lambda: session.execute(copied), incoming) as copying, open(outgoing, "rb") as pipe:
            yield from iter(lambda: pipe.read(_BLOCK), b"")
            copying.result()


def lines_read(
    session: "DuckDBPyConnection", statement: sql.Composed, columns: Mapping[str, str], lines: Iterable[bytes]
) -> None:
    """Execute a statement that reads `_ROWS`, which come as CSV with columns of PostgreSQL's types.

    Raises OSError where the disk takes no file.
    """
    import duckdb

    outgoing, incoming = os.pipe()
    kinds = {name: "text" if kind == "bytea" or kind.endswith("[]") else kind for name, kind in columns.items()}
    asked = [f"/dev/fd/{outgoing}", kinds]
    with _beside(lambda: session.execute(statement.as_string(), asked), outgoing) as reading:
        # A statement that has ended early tells why.
        with suppress(BrokenPipeError), open(incoming, "wb") as pipe:
            pipe.writelines(lines)
        try:
            reading.result()
        except duckdb.IOException as error:
            raise OSError(str(error)) from error


def table_make(session: "DuckDBPyConnection", name: str, columns: Mapping[str, str], lines: Iterable[bytes]) -> None:
    """Make a table of rows that come as CSV, with columns of PostgreSQL's types."""
    make = sql.SQL("CREATE TABLE {} AS SELECT {} FROM {}").format(sql.Identifier(name), _as_kept(columns), _ROWS)
    lines_read(session, make, columns, lines)


def parquet_view_make(
    session: "DuckDBPyConnection", name: str, paths: Sequence[Path], *, beside: str, columns: Sequence[str]
) -> None:
    """Make a view of the rows of files, and of a table beside them, with some columns."""
    told = sql.SQL(", ").join(map(sql.Identifier, columns))
    files = sql.SQL(", ").join(sql.Literal(str(path)) for path in paths)
    make = sql.SQL("CREATE VIEW {} AS SELECT {} FROM read_parquet([{}]) UNION ALL SELECT {} FROM {}")
    session.execute(make.format(sql.Identifier(name), told, files, told, sql.Identifier(beside)).as_string())


@contextmanager
def _beside(work: Callable[[], Any], handle: int) -> Iterator[Future[Any]]:
    """Work in another thread, which closes its end of a pipe when the work has ended."""

    def ended() -> None:
        try:
            work()
        finally:
            os.close(handle)

    with ThreadPoolExecutor(1) as executor:
        yield executor.submit(ended)


def _as_kept(columns: Mapping[str, str]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("unhex({0}[3:]) AS {0}" if kind == "bytea" else "{0}").format(sql.Identifier(name))
        for name, kind in columns.items()
    )
