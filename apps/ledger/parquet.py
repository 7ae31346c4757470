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

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NULL = r"\N"
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
_ROWS = (
    "read_csv(?, columns = ?, auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', "
    f"new_line = '\\n', nullstr = '{_NULL}', allow_quoted_nulls = false, parallel = false)"
)
_TEXT = f"FORMAT csv, HEADER false, NULLSTR '{_NULL}', FORCE_QUOTE *, USE_TMP_FILE false"


@contextmanager
def duckdb_session() -> Iterator["DuckDBPyConnection"]:
    """Give a database of DuckDB in memory."""
    import duckdb

    with TemporaryDirectory(prefix="duckdb-") as folder:
        config = {"memory_limit": _MEMORY, "temp_directory": folder}
        with duckdb.connect(config=config) as session:
            for name, value in _AS_POSTGRESQL.items():
                session.execute(f"SET {name} = {value!r}")
            yield session


def parquet_write(path: Path, *, columns: Mapping[str, str], head: str, lines: Iterable[bytes]) -> None:
    """Write a file of rows that come as CSV, and of a text about them. `columns` have the types of PostgreSQL.

    Raises OSError where the disk takes no file.
    """
    metadata = f"KV_METADATA {{{_HEAD}: {_quoted(head)}}}"
    written = f"TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, {metadata})"
    with duckdb_session() as session:
        lines_read(session, f"COPY (SELECT {_as_kept(columns)} FROM {_ROWS}) {written}", columns, lines)


def parquet_head(path: Path) -> str:
    """Return the text about the rows of a file."""
    with duckdb_session() as session:
        asked = session.execute("SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?", [str(path), _HEAD])
        (head,) = asked.fetchone() or ("{}",)
    return head


def parquet_lines(path: Path, columns: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the rows of a file as CSV, in their order, in blocks."""
    told = ", ".join(
        f"'\\x' || lower(hex({_named(name)}))" if kind == "bytea" else _named(name) for name, kind in columns.items()
    )
    with duckdb_session() as session:
        outgoing, incoming = os.pipe()
        copy = f"COPY (SELECT {told} FROM read_parquet({_quoted(str(path))})) TO '/dev/fd/{incoming}' ({_TEXT})"
        with _beside(lambda: session.execute(copy), incoming) as copied, open(outgoing, "rb") as pipe:
            yield from iter(lambda: pipe.read(_BLOCK), b"")
            copied.result()


def lines_read(
    session: "DuckDBPyConnection", statement: str, columns: Mapping[str, str], lines: Iterable[bytes]
) -> None:
    """Execute a statement that reads `ROWS`, which come as CSV with columns of PostgreSQL's types.

    Raises OSError where the disk takes no file.
    """
    import duckdb

    outgoing, incoming = os.pipe()
    kinds = {name: "text" if kind == "bytea" or kind.endswith("[]") else kind for name, kind in columns.items()}
    asked = [f"/dev/fd/{outgoing}", kinds]
    with _beside(lambda: session.execute(statement, asked), outgoing) as reading:
        # A statement that has ended early tells why.
        with suppress(BrokenPipeError), open(incoming, "wb") as pipe:
            pipe.writelines(lines)
        try:
            reading.result()
        except duckdb.IOException as error:
            raise OSError(str(error)) from error


def table_make(
    session: "DuckDBPyConnection", name: str, columns: Mapping[str, str], lines: Iterable[bytes]
) -> None:
    """Make a table of rows that come as CSV, with columns of PostgreSQL's types."""
    lines_read(session, f"CREATE TABLE {_named(name)} AS SELECT {_as_kept(columns)} FROM {_ROWS}", columns, lines)


def parquet_view_make(
    session: "DuckDBPyConnection", name: str, paths: Sequence[Path], *, beside: str, columns: Sequence[str]
) -> None:
    """Make a view of the rows of files, and of a table beside them, with some columns."""
    told, files = ", ".join(map(_named, columns)), ", ".join(_quoted(str(path)) for path in paths)
    session.execute(
        f"CREATE VIEW {_named(name)} AS SELECT {told} FROM read_parquet([{files}]) "
        f"UNION ALL SELECT {told} FROM {_named(beside)}"
    )


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


def _as_kept(columns: Mapping[str, str]) -> str:
    return ", ".join(
        f"unhex({_named(name)}[3:]) AS {_named(name)}" if kind == "bytea" else _named(name)
        for name, kind in columns.items()
    )


def _named(name: str) -> str:
    return f'"{name}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
