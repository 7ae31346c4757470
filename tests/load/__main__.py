"""Load a site: `python -m tests.load [--levels 0.5 1 2 4] [--seconds 30] [--seed 1]`.

A demonstration of the run's own takes the mixed day of the design: reports in batches of several reporters, questions
of partners, followers of the feed, webhooks, and the pages of sellers, officers and the public. Levels are multiples of
the busiest hour. Requests come at their rate, whether or not earlier ones are answered; a time counts from the moment
at which the request was due. Prints for each level what was answered, how fast, and what was refused; fails if anything
was neither good nor refused by 429 or 503 with a Retry-After. All of it stays on this machine.
"""

import argparse
import asyncio
import os
import secrets
import sys
from urllib.parse import urlsplit

from tests.load.level import Level, level_run
from tests.load.visitors import Visitors
from tests.load.webhooks import Receiver
from tests.load.wire import Wire, request_of
from tests.security.attacks.demo import own_demo
from tests.security.attacks.target import Target

METRICS_TOKEN = secrets.token_urlsafe()
# What waits for workers, in seconds.
WAITING = ("deliveries_wait", "evaluations_wait", "timers_wait", "webhooks_wait", "jobs_wait")
LEVELS = (0.25, 0.5, 1.0, 2.0, 4.0)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Load a site.")
    parser.add_argument("--levels", type=float, nargs="+", default=LEVELS)
    parser.add_argument("--seconds", type=float, default=30, help="of each level")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    os.environ["METRICS_TOKEN"] = METRICS_TOKEN
    with own_demo() as target:
        levels = asyncio.run(_load(target, options.levels, options.seconds, options.seed))
    return 1 if any(level.all.wrong for level in levels) else 0


async def _load(target: Target, levels: list[float], seconds: float, seed: int) -> list[Level]:
    receiver, found = Receiver(), []
    await receiver.start()
    visitors = await asyncio.to_thread(Visitors, target, seed=seed, webhook_url=receiver.url)
    wire = Wire(urlsplit(target.url).port or 0)
    for level in levels:
        taken = receiver.taken
        found.append(await level_run(wire, visitors, seed=seed, level=level, seconds=seconds))
        sent = f"webhooks taken: {receiver.taken - taken}"
        sys.stdout.write("\n".join([*found[-1].lines(), sent, await _waiting(wire, target), "", ""]))
        sys.stdout.flush()
    return found


async def _waiting(wire: Wire, target: Target) -> str:
    """Say what waits for workers, as the site itself measures."""
    asked = request_of("GET", "/metrics", {"Host": target.host, "Authorization": f"Bearer {METRICS_TOKEN}"})
    told = dict(line.split() for line in (await wire.ask(asked)).body.decode().splitlines() if line[:1] not in "#")
    return "oldest that waits: " + ", ".join(f"{name} {told.get(f'known_shipper_{name}', '?')} s" for name in WAITING)


if __name__ == "__main__":
    sys.exit(main())
