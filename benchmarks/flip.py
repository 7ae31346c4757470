"""From an accepted critical violation to the changed API answer, while 500 entries a second come in.

The figure is the second that the design gives for it, the reference the 95th percentile that was measured: at least 1
is wanted. It covers the answer alone; webhooks are measured with them.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from apps.core import clock
from apps.evaluation.services import evaluate_due
from apps.events.services import drain
from apps.ledger.facts import SellerKey
from apps.ledger.services import shippers_enroll
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.vocabulary import Category, ReporterKind
from apps.partners.scopes import LEDGER_WRITE, STATUS_READ
from apps.partners.systems.services import partner_create
from apps.shippers.models import Shipper
from benchmarks.common import Result
from benchmarks.status_servers import PROJECT, Asker, database_url, get, post, served, token_for

BUDGET = 1.0
FLIPS = 60
# Of one source, no more than the policy lets suspend at once in an hour.
OF_ONE_SOURCE = 15
MEMBERS = 2_000
PER_SECOND, PER_REQUEST = 500, 100
BROKER = 13


def run(*, rows: int | None = None) -> Result:
    members = _members(rows or MEMBERS)
    tokens = [_reporter(number) for number in range(-(-FLIPS // OF_ONE_SOURCE))]
    url = f"{settings.CELERY_BROKER_URL.rsplit('/', 1)[0]}/{BROKER}"
    with (
        served("config.wsgi:application", threads=4, CELERY_BROKER_URL=url) as port,
        _worker(url),
        _load(port, _reporter("load", ReporterKind.CARRIER), members[FLIPS:]),
    ):
        time.sleep(3)
        seconds = [
            _flip(port, ksn, tokens[number // OF_ONE_SOURCE], number) for number, ksn in enumerate(members[:FLIPS])
        ]
    return Result("flip", BUDGET, statistics.quantiles(seconds, n=20)[-1], "s", len(members), bound=1.0)


def _members(count: int) -> list[str]:
    keys = [SellerKey("bench", f"S{number}") for number in range(count)]
    sellers = sellers_ensure(dict.fromkeys(keys, "Lotus Trading"))
    shippers_enroll(sellers=[sellers[key] for key in keys], dates=[clock.add_days(clock.today(), -400)] * count)
    drain()
    while evaluate_due(limit=10_000):
        drain()
    drain()
    return list(Shipper.objects.order_by("pk").values_list("ksn", flat=True))


def _reporter(name: object, kind: str = ReporterKind.AGENCY) -> str:
    code = f"bench-{name}"
    scopes = [STATUS_READ, LEDGER_WRITE]
    competence = Category.values if kind == ReporterKind.AGENCY else ()
    made = partner_create(name=code, scopes=scopes, reporter_code=code, reporter_kind=kind, competence=competence)
    return token_for(made.partner, scopes)


def _flip(port: int, ksn: str, token: str, number: int) -> float:
    """Seconds from the acceptance to the first answer that says suspended."""
    violation = {
        "reference": f"F{number}",
        "ksn": ksn,
        "date": clock.today().isoformat(),
        "category": "narcotics",
        "culpability": "fraud",
        "basis": "seizure",
        "determination": "sustained",
    }
    reporter = Asker(port, [post("/api/v1/violations", token, json.dumps([violation]).encode())])
    asker = Asker(port, [get(f"/api/v1/shippers/{ksn}", token)])
    asker.ask()
    if json.loads(reporter.ask())["accepted"] != 1:
        raise RuntimeError("The violation was not accepted.")
    begun = time.perf_counter()
    while json.loads(asker.ask())["status"] != "suspended":
        if time.perf_counter() - begun > 30:
            raise RuntimeError("Nothing changed within 30 seconds.")
        time.sleep(0.005)
    return time.perf_counter() - begun


@contextlib.contextmanager
def _worker(broker: str) -> Iterator[None]:
    """Run a worker with beat, as in production, on the database of the benchmark."""
    queues = redis.from_url(broker)
    queues.flushdb()
    environment = os.environ | {"DATABASE_URL": database_url(), "CELERY_BROKER_URL": broker}
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "urgent,normal,bulk", "--beat"),
            *("--schedule", str(Path(folder) / "beat"), "--concurrency", "2", "--loglevel", "ERROR"),
        ]
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()
            queues.flushdb()
            queues.close()


@contextlib.contextmanager
def _load(port: int, token: str, ksns: list[str]) -> Iterator[None]:
    """Entries that come in all the while, evenly."""
    over = threading.Event()

    def report() -> None:
        number, due = 0, time.perf_counter()
        while not over.is_set():
            parcels = [
                {"reference": f"L{number + one}", "ksn": ksns[(number + one) % len(ksns)], "date": str(clock.today())}
                for one in range(PER_REQUEST)
            ]
            number += PER_REQUEST
            Asker(port, [post("/api/v1/shipments", token, json.dumps(parcels).encode())]).ask()
            due += PER_REQUEST / PER_SECOND
            over.wait(max(0, due - time.perf_counter()))
        connection.close()

    thread = threading.Thread(target=report)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
