"""The lock on a row on which a service acts."""

from django.db.models import Model, QuerySet

from apps.core.errors import NotFound
from apps.core.lifecycle import Text


def row_lock[Row: Model](rows: QuerySet[Row], missing: Text, **of: object) -> Row:
    """Return the row of which the conditions hold, locked until the transaction ends; raise NotFound without one.

    Rows that are read beside it are not locked. `missing` says that there is no such row.
    """
    for row in rows.select_for_update(of=("self",)).filter(**of):
        return row
    raise NotFound(str(missing))
