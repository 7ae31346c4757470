"""The same, against what one would write first: django-oauth-toolkit's authentication and a ModelSerializer."""

from benchmarks.common import Result
from benchmarks.status_servers import ROWS, Asker, get, in_turns, serve, world


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    there = world(rows)
    with serve("config.wsgi:application") as ours, serve("benchmarks.references:application") as first:
        status = Asker(ours, [get(f"/api/v1/shippers/{ksn}", there.token) for ksn in there.ksns])
        reference = Asker(first, [get(f"/first/{ksn}", there.token) for ksn in there.ksns])
        return Result("status_drf", *in_turns(status.rate, reference.rate), "answers/s", rows, bound=3)
