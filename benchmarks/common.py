"""The parts that the benchmarks share: a result, a database of their own, and work of several processes at once."""

import contextlib
import multiprocessing
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from apps.core.database_rights import as_owner


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, the reference measured in the same run, and the bound that the design sets for their ratio.

    `parts` are the seconds of each part of the figure, where it has parts. `unhindered` is the ratio by the time of
    the processors alone, where that was measured: a machine without other work comes near to it.
    """

    name: str
    figure: float
    reference: float
    unit: str
    rows: int
    bound: float
    parts: Mapping[str, float] = field(default_factory=dict)
    unhindered: float | None = None

    @property
    def ratio(self) -> float:
        return self.figure / self.reference


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """Point Django at a migrated database that is dropped in the end, beside the one that is configured."""
    parts = connection.settings_dict
    original, own = parts["NAME"], f"benchmark_{secrets.token_hex(4)}"
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
    connection.close()
    parts["NAME"] = own
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        parts["NAME"] = original
        # Not by force: a vacuum of PostgreSQL's own may be at work there, and only gives way when asked.
        _administer(sql.SQL("DROP DATABASE {}").format(sql.Identifier(own)))


def raw_connection(**options: Any) -> psycopg.Connection:
    """Open a connection to the database of Django without Django."""
    return psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor} | options)


def at_once(work: Callable[[Any], None], shares: Sequence[Any], prepare: Callable[[Any], Any]) -> float:
    """Do the work in one process for each share, all at once; return the seconds until the last has done.

    Each first prepares its share, off the clock; then all begin together. One share alone is done by this process.
    """
    if len(shares) == 1:
        prepared = prepare(shares[0])
        begun = time.perf_counter()
        work(prepared)
        return time.perf_counter() - begun
    connection.close()
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(len(shares) + 1)

    def run(share: Any) -> None:
        prepared = prepare(share)
        connection.ensure_connection()
        ready.wait()
        work(prepared)
        connection.close()

    processes = [context.Process(target=run, args=(share,)) for share in shares]
    for process in processes:
        process.start()
    ready.wait()
    begun = time.perf_counter()
    for process in processes:
        process.join()
    seconds = time.perf_counter() - begun
    if any(process.exitcode for process in processes):
        raise RuntimeError("A process of the benchmark failed.")
    return seconds


def vacuum() -> None:
    """Vacuum the tables, as autovacuum would have done by then."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _administer(statement: sql.Composed) -> None:
    with as_owner():
        parts = connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parts, autocommit=True) as administrator:
        administrator.execute(statement)
