"""The faults of a trial: processes killed and frozen, the network between them cut, held and slowed, no room for files.

The seed gives their order, and what is drawn for each. A fault that struck nothing, such as a cut where no connection
was, is not counted.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

import psycopg

from tests.chaos.log import Log
from tests.chaos.site import Site

# Of what is frozen, held, slow or full, and of what is cut off.
SPELL_SECONDS = (0.2, 4.0)
CUT_SECONDS = (0.1, 1.5)
LATE_SECONDS = (0.002, 0.03)
# Of a slow machine, to acknowledge something again before the database is killed.
WORK_SECONDS = 15

# An act does the fault, and returns how many things it struck.
type FaultAct = Callable[[Site, random.Random], int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault by its name, with how often it is drawn beside the others, and its act."""

    name: str
    weight: float
    act: FaultAct
    # Whether the fault can take anything only where something was acknowledged just before.
    strikes_work: bool = False


def _spell(dice: random.Random) -> float:
    return dice.uniform(*SPELL_SECONDS)


def _kill_master(name: str) -> FaultAct:
    return lambda site, dice: _signal([site.processes[name].pid], signal.SIGKILL)


def _kill_child(name: str) -> FaultAct:
    def act(site: Site, dice: random.Random) -> int:
        children = [pid for pid in site.pids_of(name) if pid != site.processes[name].pid]
        return _signal([dice.choice(children)] if children else [], signal.SIGKILL)

    return act


def _freeze(name: str) -> FaultAct:
    def act(site: Site, dice: random.Random) -> int:
        frozen = site.pids_of(name)
        threading.Timer(_spell(dice), _signal, (frozen, signal.SIGCONT)).start()
        return _signal(frozen, signal.SIGSTOP)

    return act


def _kill_engine(name: str) -> FaultAct:
    """Kill all processes of an engine. What Valkey held is gone; PostgreSQL recovers from its log."""
    return lambda site, dice: _signal(site.pids_of(name), signal.SIGKILL)


def _kill_backend(site: Site, dice: random.Random) -> int:
    """Kill one process of PostgreSQL, which ends all connections and recovers."""
    pids = site.pids_of("postgres")
    return _signal([dice.choice(pids[1:])] if len(pids) > 1 else [], signal.SIGKILL)


def _end_sessions(site: Site, dice: random.Random) -> int:
    """End a third of the sessions of PostgreSQL, as its administrator would."""
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND pid %% 3 = %s"
    )
    with suppress(psycopg.Error):
        return len(site.rows(query, dice.randrange(3)))
    return 0


def _fill_files(site: Site, dice: random.Random) -> int:
    """Leave no room for files, where the site has a file system of its own for them."""
    return site.files_fill(_spell(dice)) if site.files.is_mount() else 0


def _network(name: str, way: str, weight: float) -> tuple[Fault, ...]:
    """Return the faults of a way. Its single connections are struck most often, in the middle of their work."""
    return (
        Fault(f"{name}: one connection cut", 12 * weight, lambda site, dice: site.ways[way].cut_one(dice.random())),
        Fault(
            f"{name}: one connection held",
            5 * weight,
            lambda site, dice: site.ways[way].hold_one(dice.random(), _spell(dice)),
        ),
        Fault(f"{name}: cut off", weight, lambda site, dice: site.ways[way].cut(dice.uniform(*CUT_SECONDS))),
        Fault(f"{name}: held", weight, lambda site, dice: site.ways[way].hold(_spell(dice) / 2)),
        Fault(
            f"{name}: slow", weight, lambda site, dice: site.ways[way].slow(_spell(dice), dice.uniform(*LATE_SECONDS))
        ),
    )


# A process that starts again takes seconds of a processor, a connection none: what is cheap is drawn most often.
FAULTS = (
    Fault("one web worker killed", 3, _kill_child("web")),
    Fault("web killed", 0.7, _kill_master("web")),
    Fault("one process of the worker killed", 3, _kill_child("worker")),
    Fault("worker killed", 1, _kill_master("worker")),
    Fault("sender of webhooks killed", 0.7, _kill_master("webhooks")),
    Fault("beat killed", 0.7, _kill_master("beat")),
    Fault("web frozen", 1, _freeze("web")),
    Fault("worker frozen", 2, _freeze("worker")),
    Fault("sender of webhooks frozen", 1, _freeze("webhooks")),
    Fault("Valkey killed, its data gone", 1, _kill_engine("valkey")),
    Fault("Valkey frozen", 1.5, _freeze("valkey")),
    Fault("PostgreSQL killed", 1, _kill_engine("postgres"), strikes_work=True),
    Fault("one process of PostgreSQL killed", 1, _kill_backend, strikes_work=True),
    Fault("PostgreSQL frozen", 0.7, _freeze("postgres")),
    Fault("sessions of PostgreSQL ended", 5, _end_sessions),
    Fault("no room for files", 2, _fill_files),
    *_network("network to PostgreSQL", "postgres", 2),
    *_network("network to Valkey", "valkey", 1),
    *_network("network to the site", "web", 1),
)


def faults_drawn(seed: int) -> Iterator[tuple[Fault, random.Random, float]]:
    """Yield the faults of a seed without end, each with the pause after it, 1 on average, and with dice of its own, so
    that what one fault finds changes nothing of the next.
    """
    dice = random.Random(f"{seed}:faults")
    for number in count(1):
        fault = dice.choices(FAULTS, [fault.weight for fault in FAULTS])[0]
        yield fault, random.Random(f"{seed}:fault {number}"), dice.uniform(0, 2)


def faults_inject(
    site: Site, log: Log, *, seed: int, seconds: float, pause: float, planned: Sequence[tuple[float, Fault]] = ()
) -> None:
    """Inject one fault after the other for so long, with a mean pause between them; those that are planned after so
    many seconds come in their place.
    """
    begun, plan = time.monotonic(), list(planned)
    end = begun + seconds
    for fault, dice, share in faults_drawn(seed):
        if time.monotonic() > end:
            break
        chosen = plan.pop(0)[1] if plan and time.monotonic() > begun + plan[0][0] else fault
        if chosen.strikes_work:
            _wait_for_work(log)
        struck = chosen.act(site, dice)
        log.write("fault" if struck else "fault that struck nothing", name=chosen.name, struck=struck)
        time.sleep(min(share * pause, max(0, end - time.monotonic())))
    # What is frozen or held goes on by then.
    time.sleep(SPELL_SECONDS[1])


def _wait_for_work(log: Log) -> None:
    """Wait until a report is acknowledged, or for `WORK_SECONDS`."""
    end, begun = time.monotonic() + WORK_SECONDS, log.counts()["parcel"]
    while log.counts()["parcel"] == begun and time.monotonic() < end:
        time.sleep(0.05)


def _signal(pids: list[int], number: signal.Signals) -> int:
    """Send a signal to processes; return how many there were."""
    struck = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            struck += 1
    return struck
