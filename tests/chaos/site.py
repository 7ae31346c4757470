"""A site of the trial's own: engines, web, workers and beat in a temporary folder, each started again when it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

from config.demo import commands
from config.engines import PROJECT
from config.server_programs import pids_in
from tests.orphans import end_with_parent
from tests.security.attacks.demo import OF_OTHERS, free_port

# As `RestartSec=1` of a systemd unit.
RESTART_SECONDS = 1
READY_SECONDS = 300
MEMBERS = 40
# Each member has somebody to whom messages are sent.
OWNERS = """
from apps.shippers.models import Shipper
from tests.people import on_team, seller
for shipper in Shipper.objects.all():
    on_team(shipper, "owner", seller(f"owner{shipper.pk}@shop.example"))
"""
# The programs by the names of their folders.
ENGINES = {"postgres": "postgres", "valkey": "valkey-server"}


@dataclass
class Site:
    """A running site. `processes` has the master of each kind, `restarts` how often each was started again; `lock`
    keeps a restart from coming after the end.
    """

    folder: Path
    port: int
    environment: Mapping[str, str]
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run a management command; return what it prints."""
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"`{' '.join(arguments)}` failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout

    def engines_start(self) -> None:
        """Start the engines that do not run."""
        command = [sys.executable, "-m", "config.engines", "start"]
        subprocess.run(command, env=self.environment, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)

    def rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, asked by the owner of the tables."""
        known = json.loads((self.folder / "engines.json").read_text())
        address = f"postgres://known_shipper:{known['password']}@127.0.0.1:{known['postgres_port']}/known_shipper"
        with psycopg.connect(address) as connection:
            return connection.execute(query, values).fetchall()

    def start(self, name: str) -> None:
        """Start the process of a kind."""
        with (self.folder / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                commands(self.port)[name],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def supervise(self) -> None:
        """Start again whatever ended, until the trial ends, as systemd does."""
        while not self.ended.wait(RESTART_SECONDS):
            with self.lock:
                if not all(self.pids_of(name) for name in ENGINES):
                    with suppress(subprocess.CalledProcessError):
                        self.engines_start()
                for name, process in list(self.processes.items()):
                    if process.poll() is not None:
                        self.restarts[name] = self.restarts.get(name, 0) + 1
                        self.start(name)

    def pids_of(self, name: str) -> list[int]:
        """Return the numbers of the processes of a kind: of an engine, or of a master and its children."""
        if name in ENGINES:
            return sorted(pids_in(self.folder / name, ENGINES[name]))
        return sorted(_pids_of_session(self.processes[name].pid))

    def is_ready(self) -> bool:
        """Return whether the site says that it is ready."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def wait_until_ready(self) -> None:
        """Wait until the site is ready; raise RuntimeError if it takes too long."""
        end = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if time.monotonic() > end:
                raise RuntimeError(f"The site is not ready within {READY_SECONDS} s. See {self.folder}.")
            time.sleep(0.2)

    def stop(self) -> None:
        """End all processes of the site at once, those too whose master was killed."""
        self.ended.set()
        mine = f"KNOWN_SHIPPER_LOCAL={self.folder}".encode()
        with self.lock:
            for place in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    if mine in (place / "environ").read_bytes().split(b"\0"):
                        os.kill(int(place.name), signal.SIGKILL)
            for pid in (pid for name in ENGINES for pid in self.pids_of(name)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@contextmanager
def own_site(folder: Path) -> Iterator[Site]:
    """Make a site with some members, start and supervise its processes, and end all of them with the block."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    port = free_port()
    environment = kept | {
        "KNOWN_SHIPPER_LOCAL": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "SITE_URL": f"http://localhost:{port}",
    }
    site = Site(folder, port, environment)
    try:
        site.engines_start()
        site.manage("migrate", "--verbosity", "0")
        _members_enroll(site)
        for name in commands(port):
            site.start(name)
        site.wait_until_ready()
        threading.Thread(target=site.supervise, daemon=True).start()
        yield site
    finally:
        site.stop()


def _members_enroll(site: Site) -> None:
    lines = ["seller,seller_name,reference,date"]
    for number in range(MEMBERS):
        lines += [f"S{number},Shop {number},OLD-{number}-{month},2025-{month:02d}-10" for month in range(1, 13)]
    history = site.folder / "history.csv"
    history.write_text("\n".join(lines) + "\n")
    fields = [f"--map={name}={name}" for name in ("seller", "seller_name", "reference", "date")]
    site.manage("import_history", str(history), "--source", "history", "--enroll", *fields)
    site.manage("shell", "--verbosity", "0", "-c", OWNERS)


def _pids_of_session(session: int) -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile.
        with suppress(ProcessLookupError):
            if os.getsid(int(place.name)) == session:
                yield int(place.name)
