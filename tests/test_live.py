"""No process that tests start outlives the run that started it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction

from apps.events.services import record
from tests.live import PROJECT, Worker, broker_lease, eventually
from tests.probe import handlers  # noqa: F401 (registers them)

# A separate run, which starts a worker and is killed.
RUN = """
import os, sys, time
from pathlib import Path
from tests.live import Worker
worker = Worker(dict(os.environ), Path(sys.argv[1]))
worker.start(beat=True)
print(worker.process.pid, flush=True)
time.sleep(600)
"""


def test_no_other_process_takes_the_broker_of_this_one(own_broker: str) -> None:
    server, number = own_broker.rsplit("/", 1)
    cache.clear()
    others = [broker_lease(server) for _each in range(40)]
    assert int(number) not in [other for other, _lease in others]
    assert len({other for other, _lease in others}) == 40
    for _other, lease in others:
        lease.close()


def in_session(session: int) -> list[int]:
    """List the processes of a session that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, _group, its_session = entry.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.append(int(entry.parent.name))
    return found


@pytest.mark.slow
def test_a_worker_and_its_pool_end_with_the_run_that_is_killed(worker: Worker, tmp_path: Path) -> None:
    environment = worker.environment | {"DJANGO_SETTINGS_MODULE": "tests.probe.settings"}
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as run:
        session = int(run.stdout.readline())
        with transaction.atomic():
            record("probe.held", subject=("probe", 1), folder=str(tmp_path))
        eventually((tmp_path / "acting").exists)
        assert len(in_session(session)) == 3, "the worker, its pool at work, and the clock of its schedule"
        run.kill()
    eventually(lambda: not in_session(session))
