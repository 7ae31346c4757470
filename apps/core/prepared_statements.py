"""Statements that are asked so often that the database server plans them once for each connection."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

# A long program has more kinds of statements than the hundred that psycopg keeps prepared.
MAX_PREPARED = 2_000


def prepared_row(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the first row of a statement, which the server prepares when a connection first executes the statement.

    Django puts the values into the text of each statement, so that the server plans it anew each time. Between the site
    and the database only a pool that knows prepared statements may stand (PgBouncer from 1.21 on).
    """
    connection.ensure_connection()
    raw = connection.connection
    cursor: Any = psycopg.Cursor(raw)
    wrapped = connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with wrapped:
            wrapped.execute(statement, values)
            return wrapped.fetchone()
    finally:
        raw.prepare_threshold = before


@contextmanager
def statements_prepared() -> Iterator[None]:
    """Let the server plan each statement of the block once, from its second execution on.

    For a program that executes the same statements thousands of times over one connection of its own: a plan that fits
    the first executions is kept for all further ones.
    """
    connection.ensure_connection()
    raw = connection.connection
    before = raw.cursor_factory, raw.prepare_threshold, raw.prepared_max
    raw.cursor_factory, raw.prepare_threshold, raw.prepared_max = ServerBindingCursor, 1, MAX_PREPARED
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold, raw.prepared_max = before
