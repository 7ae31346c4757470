"""Statements that are asked so often that the database server plans them once for each connection."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


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
