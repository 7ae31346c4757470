"""The web process under fire: a killed worker is replaced, and no worker outlives a killed master."""

import os
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from config import demo
from config.engines import PROJECT
from tests.live import eventually

# A service of systemd begins with so many open files, unless its unit says otherwise.
OPEN_FILES = 1_024
# More than the two workers would take by that, or by Granian's own bound, which is 512 for each.
RESTING = 2_500


_SOFT_LIMIT, HARD_LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def web(port: int, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """Start the web process of the demonstration as a service; its log is `web.log`."""
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (OPEN_FILES, HARD_LIMIT))
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            demo.commands(port)["web"], cwd=PROJECT, stdout=log, stderr=log, start_new_session=True, preexec_fn=limit
        )
    yield process
    for pid in workers(process):
        os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait()


def is_alive(port: int) -> bool:
    """Tell whether a new connection is answered."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=10).is_success
    except httpx.HTTPError:
        return False


def workers(web: subprocess.Popen) -> list[int]:
    """List the workers of a web process, which are the other processes of its session that still run.

    A killed process is a zombie as soon as its first thread ended, while its others may still take a request.
    """
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, _group, session = (process / "stat").read_text().rpartition(")")[2].split()[:4]
            ended = state == "Z" and len(list((process / "task").iterdir())) == 1
        except OSError:
            continue
        if int(session) == web.pid != int(process.name) and not ended:
            found.append(int(process.name))
    return found


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process open more files than services often begin with."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * RESTING), HARD_LIMIT))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, HARD_LIMIT))


@pytest.mark.slow
@pytest.mark.usefixtures("web", "many_files")
def test_connections_that_rest_keep_nobody_out(port: int) -> None:
    eventually(lambda: is_alive(port))
    with ExitStack() as connections:
        for _connection in range(RESTING):
            connections.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert [is_alive(port) for _request in range(8)] == [True] * 8


@pytest.mark.slow
def test_a_killed_web_worker_costs_no_request_of_others_and_none_outlives_its_master(
    web: subprocess.Popen, port: int, tmp_path: Path
) -> None:
    def begun() -> int:
        return (tmp_path / "web.log").read_text().count("Started worker-")

    eventually(lambda: begun() == 2)
    killed, other = workers(web)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: killed not in workers(web))
    health = f"http://127.0.0.1:{port}/healthz"
    assert [httpx.get(health, timeout=180).status_code for _request in range(20)] == [200] * 20
    eventually(lambda: begun() == 3)
    assert other in workers(web)

    web.kill()
    web.wait()
    eventually(lambda: not workers(web))
