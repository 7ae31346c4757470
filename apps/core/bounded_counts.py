"""Counts that cost the same however much there is: nothing is counted further than somebody would read on."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet, Value
from django.utils.functional import cached_property


def bounded_counts(sets: Mapping[str, QuerySet], limit: int) -> dict[str, int]:
    """How many rows each set has, in one query: counted up to `limit`, and told as `limit` + 1 where there are more."""
    parts, values = [], []
    for rows in sets.values():
        # One for each row, and none of its columns: an index alone can answer that.
        ones = rows.order_by().annotate(one=Value(1)).values("one")[: limit + 1]
        statement, its_values = ones.query.sql_with_params()
        # The statements are the ORM's own, and values go beside them.
        parts.append(f"(SELECT count(*) FROM ({statement}) counted)")  # noqa: S608
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(sets, cursor.fetchone(), strict=True))


class BoundedPaginator(Paginator):
    """Pages of the first rows of a list. `goes_on` says that there are more than it counts and leads to."""

    limit = 1_000
    goes_on = False

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        counted = rows.order_by()[: self.limit + 1].count()
        self.goes_on = counted > self.limit
        return min(counted, self.limit)
