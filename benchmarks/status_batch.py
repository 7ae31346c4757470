"""Checks per second in batches of 1,000, against single questions."""

import json

from benchmarks.common import Result
from benchmarks.status_servers import ROWS, Asker, get, in_turns, post, serve, world

BATCH = 1_000


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    there = world(rows)
    body = json.dumps({"ksns": [there.ksns[place % len(there.ksns)] for place in range(BATCH)]}).encode()
    with serve("config.wsgi:application") as port:
        single = Asker(port, [get(f"/api/v1/shippers/{ksn}", there.token) for ksn in there.ksns])
        batch = Asker(port, [post("/api/v1/status-checks", there.token, body)])
        figure, reference = in_turns(lambda: batch.rate() * BATCH, single.rate)
        return Result("status_batch", figure, reference, "checks/s", rows, bound=20)
