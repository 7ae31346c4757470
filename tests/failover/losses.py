"""The loss of hosts while partners report and ask: how long each function was away, and whether anything was lost."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.checks import Check, checks_make, drain
from tests.chaos.clients import Agency, Client, Follower, Importer, Source
from tests.chaos.log import Log
from tests.failover.four_hosts import BROKER, FourHosts, four_hosts
from tests.failover.network import Machine
from tests.live import eventually

SEED = 1
# Without a loss, to know how often each function succeeds by itself.
QUIET_SECONDS = 20
# After a loss, to see what still waits for the lost host; longer until all functions are there again.
WATCHED_SECONDS = 30
MAX_SECONDS = 120
# Until somebody takes the steps by which the broker and beat move to another host.
STEPS_SECONDS = 10
FUNCTIONS: dict[str, Callable[[dict], bool]] = {
    "reports": lambda line: line["what"] in ("parcel", "violation"),
    "status": lambda line: _answered(line, "/shippers/"),
    "feed": lambda line: _answered(line, "/status-changes"),
    "pages": lambda line: _answered(line, "/") and line["client"] == "visitor",
    "imports": lambda line: line["what"] == "import",
}
# The longest wait of a delivery of an event that became due since a moment.
LATEST = """
    SELECT coalesce(extract(epoch FROM max(coalesce(done_at, now()) - due_at)), 0)::float8 FROM events_delivery
    WHERE due_at BETWEEN to_timestamp(%s) AND now()
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss by its name, of the host that `host` chooses; its processes end too unless only the link is cut."""

    name: str
    host: Callable[[FourHosts], Machine]
    only_cut: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """For how many seconds each function was away at the loss of a host, and the work after events was late."""

    name: str
    functions: dict[str, float]
    work: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the functions at each loss, and the comparisons after all of them."""

    losses: list[Away]
    checks: list[Check]


def _standby(site: FourHosts) -> Machine:
    primary = site.cluster.primary()
    return next(server for server in site.cluster.servers if server is not primary)


PRIMARY = Loss("primary", lambda site: site.cluster.primary())
LOSSES = (
    Loss("web and worker", lambda site: next(machine for machine in site.web if machine is not site.holder)),
    Loss("web and worker, broker, beat", lambda site: site.holder),
    Loss("standby", _standby),
    PRIMARY,
    Loss("primary, link only", lambda site: site.cluster.primary(), only_cut=True),
)


class Visitor(Client):
    """Somebody who looks at a page again and again."""

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request once, and return the answer."""
        return self.http.request(method, path, **more)

    def act(self) -> None:
        """Look at the first page."""
        self.send("GET", "/", patient=False)


def losses_try(folder: Path, losses: list[Loss]) -> Trial:
    """Lose one host after the other, each once all of them are there."""
    log = Log(folder / "log.ndjson")
    with four_hosts(folder) as site:
        ended = threading.Event()
        clients = list(_clients(site, {"url": site.url, "log": log, "ended": ended, "seed": SEED, "now": site.now}))
        for client in clients:
            threading.Thread(target=client.run, daemon=True).start()
        eventually(lambda: all(any(map(is_of, log.lines)) for is_of in FUNCTIONS.values()))
        begun = time.time()
        time.sleep(QUIET_SECONDS)
        found = [_away("nothing", site, log, begun), *(_lose(loss, site, log) for loss in losses)]
        ended.set()
        waiting = drain(site)
        follower = next(client for client in clients if isinstance(client, Follower))
        follower.ended = threading.Event()
        last = follower.reread()
        while follower.after < last:
            follower.act()
        return Trial(found, checks_make(site, log, waiting=waiting))


def _clients(site: FourHosts, shared: dict[str, Any]) -> Iterator[Client]:
    """Yield who reports, who follows everybody by the feed, which is read from the standby, and a visitor."""
    # As two members of staff grant it at the desk.
    site.rows("UPDATE partners_partner SET scopes = scopes || 'status:all'::varchar WHERE name = 'FOLL' RETURNING id")
    kinds = {"CARA": Source, "CARB": Source, "CARC": Source, "CARD": Importer, "CBPX": Agency, "FOLL": Follower}
    for name, kind in kinds.items():
        yield kind(name=name, credentials=site.world.systems[name], ksns=site.world.ksns, **shared)
    yield Visitor(name="visitor", **shared)


def _lose(loss: Loss, site: FourHosts, log: Log) -> Away:
    host = loss.host(site)
    begun = time.time()
    log.write("loss", name=loss.name, host=host.name)
    if loss.only_cut:
        host.cut()
    else:
        host.lose_power()
    if host is site.holder:
        host.address_leave(BROKER)
        time.sleep(STEPS_SECONDS)
        site.broker_move(next(machine for machine in site.web if machine is not host))
    eventually(lambda: _is_everything_there(log, begun + WATCHED_SECONDS), within=MAX_SECONDS)
    found = _away(loss.name, site, log, begun)
    host.end()
    host.join()
    site.machine_start(host)
    site.wait_until_whole()
    return found


def _is_everything_there(log: Log, moment: float) -> bool:
    """Return whether each function succeeded twice after a moment."""
    lines = [line for line in list(log.lines) if line["at"] > moment]
    return all(sum(map(is_of, lines)) >= 2 for is_of in FUNCTIONS.values())


def _away(name: str, site: FourHosts, log: Log, begun: float) -> Away:
    """Return the longest time between two successes of each function since a moment."""
    lines = list(log.lines)
    functions = {}
    for function, is_of in FUNCTIONS.items():
        times = [line["at"] for line in lines if is_of(line)]
        last = max((at for at in times if at <= begun), default=begun)
        since = [last, *(at for at in times if at > begun)]
        functions[function] = max((after - before for before, after in pairwise(since)), default=0)
    return Away(name, functions, site.rows(LATEST, begun)[0][0])


def _answered(line: dict, path: str) -> bool:
    return line["what"] == "answer" and line["path"].startswith(path) and line["status"] == httpx.codes.OK
