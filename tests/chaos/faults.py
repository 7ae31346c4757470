"""The faults of a trial: processes killed, frozen and cut off, in an order that the seed gives."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import psycopg

from tests.chaos.log import Log
from tests.chaos.site import Site

FROZEN_SECONDS = (0.2, 4.0)
# Of a slow machine, to acknowledge something again before the database is killed.
WORK_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault by its name, with how often it is drawn beside the others, and its act."""

    name: str
    weight: int
    act: Callable[[Site, random.Random], None]
    # Whether the fault can take anything only where something was acknowledged just before.
    strikes_work: bool = False


def _kill_master(name: str) -> Callable[[Site, random.Random], None]:
    def act(site: Site, dice: random.Random) -> None:
        _signal([site.processes[name].pid], signal.SIGKILL)

    return act


def _kill_child(name: str) -> Callable[[Site, random.Random], None]:
    def act(site: Site, dice: random.Random) -> None:
        children = [pid for pid in site.pids_of(name) if pid != site.processes[name].pid]
        _signal([dice.choice(children)] if children else [], signal.SIGKILL)

    return act


def _freeze(name: str) -> Callable[[Site, random.Random], None]:
    def act(site: Site, dice: random.Random) -> None:
        frozen = site.pids_of(name)
        _signal(frozen, signal.SIGSTOP)
        time.sleep(dice.uniform(*FROZEN_SECONDS))
        _signal(frozen, signal.SIGCONT)

    return act


def _kill_engine(name: str) -> Callable[[Site, random.Random], None]:
    """Kill all processes of an engine. What Valkey held is gone; PostgreSQL recovers from its log."""

    def act(site: Site, dice: random.Random) -> None:
        _signal(site.pids_of(name), signal.SIGKILL)

    return act


def _kill_backend(site: Site, dice: random.Random) -> None:
    """Kill one process of PostgreSQL, which ends all connections and recovers."""
    pids = site.pids_of("postgres")
    _signal([dice.choice(pids[1:])] if len(pids) > 1 else [], signal.SIGKILL)


def _cut_connections(site: Site, dice: random.Random) -> None:
    """End a third of the connections to PostgreSQL."""
    with suppress(psycopg.Error):
        site.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND pid %% 3 = %s",
            dice.randrange(3),
        )


FAULTS = (
    Fault("one web worker killed", 6, _kill_child("web")),
    Fault("web killed", 3, _kill_master("web")),
    Fault("one process of the worker killed", 6, _kill_child("worker")),
    Fault("worker killed", 4, _kill_master("worker")),
    Fault("sender of webhooks killed", 3, _kill_master("webhooks")),
    Fault("beat killed", 3, _kill_master("beat")),
    Fault("web frozen", 2, _freeze("web")),
    Fault("worker frozen", 2, _freeze("worker")),
    Fault("Valkey killed, its data gone", 3, _kill_engine("valkey")),
    Fault("Valkey frozen", 3, _freeze("valkey")),
    Fault("PostgreSQL killed", 1, _kill_engine("postgres"), strikes_work=True),
    Fault("one process of PostgreSQL killed", 1, _kill_backend, strikes_work=True),
    Fault("PostgreSQL frozen", 1, _freeze("postgres")),
    Fault("connections to PostgreSQL cut", 8, _cut_connections),
)


def faults_inject(site: Site, log: Log, *, seed: int, seconds: float, pause: float) -> None:
    """Inject one fault after the other for so long, with a mean pause between them."""
    dice = random.Random(f"{seed}:faults")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        fault = dice.choices(FAULTS, [fault.weight for fault in FAULTS])[0]
        if fault.strikes_work:
            _wait_for_work(log)
        log.write("fault", name=fault.name)
        fault.act(site, dice)
        time.sleep(dice.uniform(0, 2 * pause))


def _wait_for_work(log: Log) -> None:
    """Wait until a report is acknowledged, or for `WORK_SECONDS`."""
    end, begun = time.monotonic() + WORK_SECONDS, log.counts()["parcel"]
    while log.counts()["parcel"] == begun and time.monotonic() < end:
        time.sleep(0.05)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
