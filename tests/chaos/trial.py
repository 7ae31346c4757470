"""A trial: a site under faults with its clients, and what the checks find afterwards."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.checks import Check, checks_make, drain
from tests.chaos.clients import Agency, Client, Follower, Importer, Receiver, Source
from tests.chaos.faults import faults_inject
from tests.chaos.log import Log
from tests.chaos.site import Site, own_site

# Of a client, after the last fault, to finish what it has begun.
FINISH_SECONDS = 180
REPORT = ("--scope", "ledger:write")
# The systems of the trial, with what lets them in.
SYSTEMS = {
    **dict.fromkeys(("CARA", "CARB", "CARC", "CARD"), ("carrier", *REPORT)),
    "CBPX": ("agency", "--competence", "all", *REPORT),
    "FOLL": ("marketplace", "--scope", "status:read", "webhooks"),
}
# By one process for all of them: each takes seconds to start.
LET_IN = """
import json
from io import StringIO
from django.core.management import call_command
given = []
for system in {systems!r}:
    told = StringIO()
    call_command("partner_create", *system, stdout=told)
    given.append(json.loads(told.getvalue()))
print(json.dumps(given))
"""


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
        given = _let_in(site)
        # Whoever follows is there before the first report.
        follower = _follower(site, given, log, followed, seed)
        following = _begun(follower)
        reporters = [_begun(client) for client in _reporters(site, given, log, reported, seed)]
        faults_inject(site, log, seed=seed, seconds=seconds, pause=pause)
        site.wait_until_ready()
        # A machine with much else to do may have acknowledged nothing of a kind under the faults.
        _wait(lambda: log.counts().keys() >= {"parcel", "violation", "import"})
        _end(reported, reporters)
        waiting = drain(site)
        last = follower.reread()
        # The follower still reads the feed to its end.
        _wait(lambda: follower.after >= last)
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


def _wait(look: Callable[[], bool]) -> None:
    """Wait until there is something to see, or for `FINISH_SECONDS`: what is not there, the checks will tell."""
    end = time.monotonic() + FINISH_SECONDS
    while not look() and time.monotonic() < end:
        time.sleep(0.1)


def _end(ended: threading.Event, threads: list[threading.Thread]) -> None:
    ended.set()
    for thread in threads:
        thread.join(FINISH_SECONDS)


def _let_in(site: Site) -> dict[str, dict[str, str]]:
    """Let all systems in; return what each was given, by its name."""
    systems = [[name, "--reporter", name, "--kind", *more] for name, more in SYSTEMS.items()]
    told = site.manage("shell", "--verbosity", "0", "-c", LET_IN.format(systems=systems))
    return dict(zip(SYSTEMS, json.loads(told), strict=True))


def _reporters(
    site: Site, given: dict[str, dict[str, str]], log: Log, ended: threading.Event, seed: int
) -> Iterator[Client]:
    """Yield the systems that report."""
    shared: dict[str, Any] = {"url": site.url, "log": log, "ended": ended, "seed": seed, "ksns": _ksns(site)}
    for name, kind in {"CARA": Source, "CARB": Source, "CARC": Source, "CARD": Importer, "CBPX": Agency}.items():
        yield kind(name=name, credentials=given[name], **shared)


def _follower(site: Site, given: dict[str, dict[str, str]], log: Log, ended: threading.Event, seed: int) -> Follower:
    """Return the system that follows all members by feed and webhooks."""
    ksns = _ksns(site)
    follower = Follower(
        name="FOLL", url=site.url, credentials=given["FOLL"], log=log, ended=ended, seed=seed, ksns=ksns
    )
    follower.send("POST", "/rosters", json=[{"ksn": ksn} for ksn in ksns])
    follower.send("POST", "/webhook-endpoints", json={"url": Receiver(log).url, "concurrency": 4})
    return follower


def _ksns(site: Site) -> list[str]:
    return [ksn for (ksn,) in site.rows("SELECT ksn FROM shippers_shipper ORDER BY id")]
