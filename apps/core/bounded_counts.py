"""Counts with a limit, whose cost does not grow with the table: nobody reads further than the limit."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet, Value
from django.utils.functional import cached_property


def bounded_counts(sets: Mapping[str, QuerySet], limit: int) -> dict[str, int]:
    """Count the rows of each set in one query; a set with more than `limit` rows counts as `limit` + 1."""
    parts, values = [], []
    for rows in sets.values():
        # A constant for each row instead of its columns, so that an index alone can answer the query.
        ones = rows.order_by().annotate(counted_as=Value(1)).values("counted_as")[: limit + 1]
        try:
            statement, its_values = ones.query.sql_with_params()
        except EmptyResultSet:
            # The ORM makes no statement for a set that no row can be in, such as one of no kind at all.
            parts.append("0")
            continue
        # The ORM makes the statements, and the values are passed as parameters.
        parts.append(f"(SELECT count(*) FROM ({statement}) counted)")  # noqa: S608 # nosec B608 # of the ORM, see above
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(sets, cursor.fetchone(), strict=True))


class BoundedPaginator(Paginator):
    """Pages of the first `limit` rows of a list. `goes_on` says whether the list has more rows."""

    limit = 1_000
    goes_on = False

    @cached_property
    def count(self) -> int:
        """Count the rows of the list up to `limit`."""
        rows: Any = self.object_list
        counted = rows.order_by()[: self.limit + 1].count()
        self.goes_on = counted > self.limit
        return min(counted, self.limit)
