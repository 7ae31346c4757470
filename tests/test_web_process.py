"""The web process under fire: a killed worker is replaced, and no worker outlives a killed master."""

import fcntl
import os
import resource
import signal
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
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
# Of Linux: the request that sets the flags of a link, and the flag of one that is up (linux/sockios.h, linux/if.h).
SET_FLAGS, IS_UP = 0x8914, 1
SITE = "config.asgi:application"
PROBE = """
async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"lives"})
"""
# So many that some of them wait for each of two workers.
VISITORS = 32

_SOFT_LIMIT, HARD_LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def web(port: int, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """Start the web process of the demonstration as a service; its log is `web.log`."""
    yield from serving(demo.commands(port)["web"], tmp_path)


@pytest.fixture
def web_of_host(port: int, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """Start a web process on a host of its own. It says nothing but that it lives, since the servers are not there."""
    (tmp_path / "probe.py").write_text(PROBE)
    command = ["probe:application" if part == SITE else part for part in demo.commands(port)["web"]]
    yield from serving(command, tmp_path, place=tmp_path, prepare=host_make)


def host_make() -> None:
    """Leave for a host without a link to another one, which has the setting of docs/deploy.md for web processes."""
    os.unshare(os.CLONE_NEWNET)
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", IS_UP))
    Path("/proc/sys/net/ipv4/tcp_migrate_req").write_text("1")


def few_files() -> None:
    """Open no more files than services often begin with."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, HARD_LIMIT))


def serving(
    command: Sequence[str], folder: Path, place: Path = PROJECT, prepare: Callable[[], None] = few_files
) -> Iterator[subprocess.Popen]:
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=place, stdout=log, stderr=log, start_new_session=True, preexec_fn=prepare
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


def workers_begun(folder: Path) -> int:
    """Count the workers that have begun to serve."""
    return (folder / "web.log").read_text().count("Started worker-")


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
        return workers_begun(tmp_path)

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


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, for a host of its own")
def test_what_waits_for_a_killed_web_worker_is_answered_by_another(
    web_of_host: subprocess.Popen, port: int, tmp_path: Path
) -> None:
    """Linux gives each worker connections of its own, and takes them back from one that ended by a setting alone."""

    def ask() -> int:
        os.setns(os.pidfd_open(web_of_host.pid), os.CLONE_NEWNET)
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=60).status_code

    eventually(lambda: workers_begun(tmp_path) == 2)
    frozen, _other = workers(web_of_host)
    os.kill(frozen, signal.SIGSTOP)
    with ThreadPoolExecutor(VISITORS) as visitors:
        asked = [visitors.submit(ask) for _visitor in range(VISITORS)]
        answered, waiting = wait(asked, timeout=5)
        assert answered
        assert waiting
        os.kill(frozen, signal.SIGKILL)
        assert {visitor.result() for visitor in asked} == {200}
