"""`GET /api/v1/shippers/{ksn}` with token, rate limit and look log, against a bare view that does one indexed read."""

from benchmarks.common import Result
from benchmarks.status_servers import ROWS, Asker, get, in_turns, serve, world


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    there = world(rows)
    with serve("config.wsgi:application") as ours, serve("benchmarks.references:application") as bare:
        status = Asker(ours, [get(f"/api/v1/shippers/{ksn}", there.token) for ksn in there.ksns])
        reference = Asker(bare, [get(f"/bare/{ksn}") for ksn in there.ksns])
        return Result("status", *in_turns(status.rate, reference.rate), "answers/s", rows, bound=0.60)
