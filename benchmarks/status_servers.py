"""The parts that the status benchmarks share: members, a partner's token, servers side by side, and a client that asks.

Both sides run under granian (WSGI, one worker, one thread) on the same database, and take turns every second, so that
whatever else the machine does falls on both.
"""

import contextlib
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.ledger.vocabulary import ReporterKind
from apps.partners.models import Partner
from apps.partners.scopes import STATUS_READ
from apps.partners.systems.services import partner_create
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.models import Standing, Status
from benchmarks.common import vacuum

PROJECT = Path(__file__).resolve().parent.parent
ROWS = 100_000
ASKED = 2_000
ROUNDS = 10
SECONDS = 1.0
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class World:
    token: str
    ksns: list[str]


def world(rows: int) -> World:
    """Make `rows` active members of all tiers, and a partner that may ask for them."""
    now = clock.now()
    shippers = Shipper.objects.bulk_create([Shipper(ksn=new_ksn()) for _ in range(rows)], batch_size=10_000)
    Standing.objects.bulk_create(
        [
            Standing(shipper=shipper, status=Status.ACTIVE, tier=number % 4, since=now)
            for number, shipper in enumerate(shippers)
        ],
        batch_size=10_000,
    )
    partner = partner_create(
        name="Benchmark", scopes=[STATUS_READ], reporter_code="bench", reporter_kind=ReporterKind.CARRIER
    ).partner
    token = token_for(partner, [STATUS_READ])
    vacuum()
    step = max(1, rows // ASKED)
    return World(token, [shipper.ksn for shipper in shippers[::step] if shipper.ksn])


def token_for(partner: Partner, scopes: Sequence[str]) -> str:
    """Return a bearer token of a partner's system."""
    return AccessToken.objects.create(
        application=partner.client,
        token=secrets.token_urlsafe(24),
        expires=clock.now() + timedelta(hours=6),
        scope=" ".join(scopes),
    ).token


def database_url() -> str:
    """Return the URL of the benchmark's database, for other processes."""
    parts = connection.settings_dict
    secret = f"{quote(parts['USER'], '')}:{quote(parts['PASSWORD'], '')}"
    return f"postgres://{secret}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"


@contextlib.contextmanager
def serve(application: str, *, threads: int = 1, **environment: str) -> Iterator[int]:
    """Serve a WSGI application of this project on the benchmark's database; yield its port."""
    port = _free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "PARTNER_QUESTIONS_PER_MINUTE": "1000000000",
        **environment,
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", str(threads)]
    process = subprocess.Popen(
        [*command, "--no-ws", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port), application],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


@dataclass(slots=True)
class Asker:
    """One kept connection that sends ready-made requests, in turn, and reads each answer whole."""

    port: int
    requests: Sequence[bytes]
    place: int = 0
    _socket: socket.socket | None = None

    def ask(self) -> bytes:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(self.requests[self.place % len(self.requests)])
        self.place += 1
        received = self._socket.recv(1 << 20)
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        if not lines[0].startswith(b"http/1.1 200"):
            raise RuntimeError(f"Not answered: {received[:500]!r}")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        # Without a length the body comes in chunks, of which the last is empty.
        while len(body) < length if length is not None else not body.endswith(b"0\r\n\r\n"):
            body += self._socket.recv(1 << 20)
        return body

    def rate(self, seconds: float = SECONDS) -> float:
        """Return the answers per second, measured during about `seconds` seconds."""
        begun = time.perf_counter()
        end, answers = begun + seconds, 0
        while time.perf_counter() < end:
            self.ask()
            answers += 1
        return answers / (time.perf_counter() - begun)


def get(path: str, token: str = "") -> bytes:
    """Return a GET request, as bytes."""
    return _request("GET", path, token)


def post(path: str, token: str, body: bytes, content_type: str = "application/json") -> bytes:
    return _request("POST", path, token, body, content_type)


def in_turns(figure: Callable[[], float], reference: Callable[[], float]) -> tuple[float, float]:
    """Measure two sides in turns, after a first turn that does not count, and return the median of each."""
    figure(), reference()
    pairs = [(figure(), reference()) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _request(method: str, path: str, token: str, body: bytes = b"", content_type: str = "application/json") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start: {process.args}")
