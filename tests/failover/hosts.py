"""Hosts of the program for tests: web processes and workers with addresses of their own on this machine."""

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from config.engines import PROJECT
from tests.live import eventually
from tests.orphans import end_with_parent

PORT = 18437
OUTAGE = {502, 503}


@dataclass(slots=True)
class Host:
    """A host with a web process and a worker. `address` is of 127.0.0.0/8, so that each host has one of its own."""

    address: str
    environment: Mapping[str, str]
    folder: Path
    processes: list[subprocess.Popen]

    @classmethod
    def start(cls, address: str, environment: Mapping[str, str], folder: Path, *, beat: bool = False) -> "Host":
        """Start the processes of a host, and wait until its site is ready."""
        host = cls(address, environment, folder, [])
        host._run(
            *("granian", "--interface", "asginl", "config.asgi:application", "--host", address, "--port", str(PORT)),
            *("--http", "1", "--no-ws"),
        )
        clock = ["--beat", "--schedule", str(folder / "beat")] if beat else []
        host._run(
            *("celery", "-A", "config", "worker", "--queues", "urgent,normal,bulk", "--concurrency", "1"),
            *("--hostname", f"worker@{address}", "--without-gossip", "--without-mingle", *clock),
            *("--include", "tests.orphans"),
        )
        eventually(host.is_ready)
        return host

    def _run(self, *command: str) -> None:
        log = self.folder / f"{self.address}-{command[0]}.log"
        with log.open("wb") as output:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command],
                    cwd=PROJECT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    preexec_fn=end_with_parent,
                )
            )

    def is_ready(self) -> bool:
        try:
            return self.ask("GET", "/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Host": "localhost"} | more.pop("headers", {})
        return httpx.request(method, f"http://{self.address}:{PORT}{path}", headers=headers, timeout=30, **more)

    def kill(self) -> None:
        """End the host as a power cut would."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@dataclass(slots=True)
class System:
    """The system of a partner, which asks one host after the other until it has an answer."""

    hosts: Sequence[Host]
    credentials: Mapping[str, str]
    token: str = ""
    turn: int = 0

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request, again where a host does not answer or says that a part of the site is away."""
        if not self.token:
            self._sign_in()
        return self._until_answered(method, path, headers={"Authorization": f"Bearer {self.token}"}, **more)

    def _sign_in(self) -> None:
        pair = f"{self.credentials['client_id']}:{self.credentials['client_secret']}"
        basic = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        answer = self._until_answered("POST", "/oauth/token", headers=basic, data={"grant_type": "client_credentials"})
        self.token = answer.json()["access_token"]

    def _until_answered(self, method: str, path: str, **more: Any) -> httpx.Response:
        end = time.monotonic() + 90
        while True:
            self.turn += 1
            try:
                answer = self.hosts[self.turn % len(self.hosts)].ask(method, path, **more)
                if answer.status_code not in OUTAGE:
                    return answer
            except httpx.TransportError:
                pass
            assert time.monotonic() < end, f"no host answers {method} {path}"
            time.sleep(0.1)
