"""A trial: a site under faults with its clients, and what the checks find afterwards."""

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
from tests.chaos.people import Applicant, Officer, Owner, Sender
from tests.chaos.plan import plan_make
from tests.chaos.site import Site, own_site
from tests.chaos.standby import Standby

# Of a client, after the last fault, to finish what it has begun.
FINISH_SECONDS = 180


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


def trial_run(folder: Path, *, seed: int, seconds: float, pause: float, is_long: bool = False) -> Trial:
    """Run a trial in an empty folder. A long one loses the primary of its database and moves the clock as well."""
    log = Log(folder / "log.ndjson")
    local = folder / "local"
    local.mkdir(mode=0o700)
    with own_site(local) as site:
        acted, followed = threading.Event(), threading.Event()
        shared: dict[str, Any] = {"url": site.url, "log": log, "seed": seed, "now": site.now}
        # Whoever follows is there before the first report.
        follower = _follower(site, shared | {"ended": followed})
        following = _begun(follower)
        acting = [_begun(client) for client in _clients(site, shared | {"ended": acted})]
        standby = Standby(site) if is_long else None
        planned = plan_make(site, standby, seconds=seconds) if standby else []
        faults_inject(site, log, seed=seed, seconds=seconds, pause=pause, planned=planned)
        site.wait_until_ready()
        # A machine with much else to do may have acknowledged nothing of a kind under the faults.
        _wait(lambda: log.counts().keys() >= {"parcel", "violation", "import", "act saved"})
        _end(acted, acting)
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


def _clients(site: Site, shared: dict[str, Any]) -> Iterator[Client]:
    """Yield the systems that report, and the people."""
    world = site.world
    for name, kind in {"CARA": Source, "CARB": Source, "CARC": Source, "CARD": Importer, "CBPX": Agency}.items():
        yield kind(name=name, credentials=world.systems[name], ksns=world.ksns, **shared)
    people = shared | {"rows": site.rows, "sessions": world.sessions}
    yield Owner(name="OWNR", owners=world.owners, **people)
    yield Applicant(name="APPL", applicants=world.applicants, **people)
    for turn, person in enumerate(world.officers):
        yield Officer(name=f"OFF{turn}", turn=turn, person=person, **people)
    yield Sender(name="TIPS", **people)


def _follower(site: Site, shared: dict[str, Any]) -> Follower:
    """Return the system that follows all members by feed and webhooks."""
    world = site.world
    follower = Follower(name="FOLL", credentials=world.systems["FOLL"], ksns=world.ksns, **shared)
    follower.send("POST", "/rosters", json=[{"ksn": ksn} for ksn in world.ksns])
    follower.send("POST", "/webhook-endpoints", json={"url": Receiver(shared["log"]).url, "concurrency": 4})
    return follower
