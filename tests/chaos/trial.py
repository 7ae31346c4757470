"""A trial: a site under faults with its clients, and what the checks find afterwards."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.checks import Check, checks_make, drain
from tests.chaos.clients import Agency, Client, Follower, Importer, Receiver, Source
from tests.chaos.faults import faults_inject
from tests.chaos.log import Log
from tests.chaos.site import Site, own_site

# Of a client, after the last fault, to finish what it has begun.
FINISH_SECONDS = 60
LAST_LOOK_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a trial."""

    faults: Counter[str]
    restarts: dict[str, int]
    answered: int
    unanswered: int
    checks: list[Check]

    @property
    def wrong(self) -> list[str]:
        """Return all that is wrong, in words."""
        return [f"{check.name}: {wrong}" for check in self.checks for wrong in check.wrong]


def trial_run(folder: Path, *, seed: int, seconds: float, pause: float) -> Trial:
    """Run a trial in an empty folder."""
    log = Log(folder / "log.ndjson")
    local = folder / "local"
    local.mkdir(mode=0o700)
    with own_site(local) as site:
        reported, followed = threading.Event(), threading.Event()
        # Whoever follows is there before the first report.
        follower = _follower(site, log, followed, seed)
        following = _begun(follower)
        reporters = [_begun(client) for client in _reporters(site, log, reported, seed)]
        faults_inject(site, log, seed=seed, seconds=seconds, pause=pause)
        site.wait_until_ready()
        _end(reported, reporters)
        waiting = drain(site)
        # The follower still reads the feed to its end.
        time.sleep(LAST_LOOK_SECONDS)
        follower.reread()
        _end(followed, [following])
        checks = checks_make(site, log, waiting=waiting)
        restarts = dict(site.restarts)
    statuses = Counter(line["status"] for line in log.of("answer"))
    return Trial(
        faults=Counter(line["name"] for line in log.of("fault")),
        restarts=restarts,
        answered=statuses.total() - statuses[0],
        unanswered=statuses[0],
        checks=checks,
    )


def _begun(client: Client) -> threading.Thread:
    thread = threading.Thread(target=client.run, daemon=True)
    thread.start()
    return thread


def _end(ended: threading.Event, threads: list[threading.Thread]) -> None:
    ended.set()
    for thread in threads:
        thread.join(FINISH_SECONDS)


def _reporters(site: Site, log: Log, ended: threading.Event, seed: int) -> Iterator[Client]:
    """Let the systems in that report, and yield them."""
    shared: dict[str, Any] = {"url": site.url, "log": log, "ended": ended, "seed": seed, "ksns": _ksns(site)}
    report = ("--scope", "ledger:write")
    for name in ("CARA", "CARB", "CARC"):
        yield Source(name=name, credentials=_let_in(site, name, "carrier", *report), **shared)
    yield Importer(name="CARD", credentials=_let_in(site, "CARD", "carrier", *report), **shared)
    agency = _let_in(site, "CBPX", "agency", "--competence", "all", *report)
    yield Agency(name="CBPX", credentials=agency, **shared)


def _follower(site: Site, log: Log, ended: threading.Event, seed: int) -> Follower:
    """Let a system in that follows all members by feed and webhooks."""
    ksns = _ksns(site)
    given = _let_in(site, "FOLL", "marketplace", "--scope", "status:read", "webhooks")
    follower = Follower(name="FOLL", url=site.url, credentials=given, log=log, ended=ended, seed=seed, ksns=ksns)
    follower.send("POST", "/rosters", json=[{"ksn": ksn} for ksn in ksns])
    follower.send("POST", "/webhook-endpoints", json={"url": Receiver(log).url, "concurrency": 4})
    return follower


def _let_in(site: Site, name: str, kind: str, *more: str) -> dict[str, str]:
    return json.loads(site.manage("partner_create", name, "--reporter", name, "--kind", kind, *more))


def _ksns(site: Site) -> list[str]:
    return [ksn for (ksn,) in site.rows("SELECT ksn FROM shippers_shipper ORDER BY id")]
