"""The row that a service or a page asks for, or the refusal that there is none."""

from typing import Any

from django.db.models import Manager, Model, QuerySet

from apps.core.errors import NotFound
from apps.core.lazy import Promise


def row_get[Row: Model](
    rows: QuerySet[Row] | Manager[Row], missing: str | Promise, *, code: str | None = None, **of: Any
) -> Row:
    """Return the first of the rows of which the conditions hold; raise NotFound, with what `missing` says, without one.

    Rows that are asked for with `select_for_update` are locked until the transaction ends.
    """
    row = rows.filter(**of).first()
    if row is None:
        raise NotFound(missing, code=code)
    return row
