"""The demonstration starts from nothing, serves pages, and ends after one signal."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config.engines import PROJECT
from tests.live import eventually
from tests.test_engines import processes

# What the processes that serve no page say once they work.
BACKGROUND = {"worker": "[tasks]", "webhooks": "[tasks]", "beat": ". scheduler ->"}
SMALL, WHOLE = "tests.small_demo.settings", "config.settings.local"


@pytest.fixture
def demo(tmp_path):
    """Return a function that starts a demonstration of this test; it gives the process, the folder and the output."""
    local, said = tmp_path / "local", tmp_path / "said"
    embedded = {"DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in embedded}
    started = []

    def start(port: int, settings: str = WHOLE):
        with said.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.demo", "--port", str(port)],
                cwd=PROJECT,
                env=environment | {"KNOWN_SHIPPER_LOCAL": str(local), "DJANGO_SETTINGS_MODULE": settings},
                stdout=output,
                stderr=output,
            )
        started.append(process)
        return process, local, said

    yield start
    for process in started:
        process.terminate()
        process.wait()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def child(process: subprocess.Popen, word: str) -> int:
    """Return the number of the child of a process whose command has a word."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return next(int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text())


@pytest.mark.slow(seconds=60)
@pytest.mark.parametrize("settings", [SMALL, pytest.param(WHOLE, marks=pytest.mark.soak)], ids=["small", "whole"])
def test_the_demonstration_gets_ready_and_one_signal_ends_all_of_it(demo, port, settings, tmp_path):
    """The small one has all processes and steps; the sellers of the whole one are simulated in `tests/simulation`. An
    earlier start was stopped before its program was whole.
    """
    unfinished = tmp_path / "local" / "demo.unfinished"
    unfinished.parent.mkdir()
    unfinished.touch()
    process, local, said = demo(port, settings)
    url = f"http://localhost:{port}"

    def ready():
        assert process.poll() is None, said.read_text()
        return f"Ready: {url}\n" in said.read_text()

    eventually(ready, within=600)
    assert httpx.get(f"{url}/readyz", timeout=180).status_code == 200
    assert not unfinished.exists()
    for name, says in BACKGROUND.items():
        eventually(lambda log=local / "logs" / f"{name}.log", says=says: says in log.read_text())
    assert process.poll() is None, said.read_text()
    assert httpx.get(f"{url}/demo/", timeout=180).status_code == 200
    written = json.loads((local / "demo.json").read_text())
    assert written["url"] == url
    assert written["partner"].keys() == {"client_id", "client_secret"}
    assert all(
        account.keys() == {"role", "email", "password", "totp_secret", "name"} for account in written["accounts"]
    )

    os.kill(child(process, "urgent,normal,bulk"), signal.SIGKILL)
    eventually(lambda: (local / "logs" / "worker.log").read_text().count("[tasks]") == 2)
    assert "The worker process ended (-9) and is started again." in said.read_text()

    process.send_signal(signal.SIGINT)
    assert process.wait() == 0
    assert processes(local) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


@pytest.mark.slow
def test_a_taken_port_is_reported_and_nothing_is_started(demo):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process, local, said = demo(port)
        assert process.wait() == 1
    assert f"Port {port} is in use." in said.read_text()
    assert not local.exists()


@pytest.mark.slow
def test_a_second_demonstration_of_a_clone_is_refused(demo, port, tmp_path):
    local = tmp_path / "local"
    local.mkdir()
    with (local / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process, _local, said = demo(port)
        assert process.wait() == 1
    assert "is under way already" in said.read_text()
