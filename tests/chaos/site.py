"""A site of the trial's own: engines, web, workers and beat in a temporary folder, each started again when it ends.

The processes reach the engines, and their clients reach them, over ways that a trial cuts, holds and slows. Their files
lie in a small file system of its own where this machine lets one be mounted, and their clock is one that a trial moves
where libfaketime is installed.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

from config import engines
from config.demo import commands
from config.engines import PROJECT
from config.server_programs import pids_in
from tests.chaos.network import Way
from tests.chaos.world import World, world_make
from tests.orphans import end_with_parent
from tests.security.attacks.demo import OF_OTHERS, free_port

# As `RestartSec=1` of a systemd unit.
RESTART_SECONDS = 1
READY_SECONDS = 300
# The programs by the names of their folders.
ENGINES = {"postgres": "postgres", "valkey": "valkey-server"}
FILES_BYTES = 2**26
# A moment of undoing, in which an act of an officer waits for a worker.
UNDO_SECONDS = 2
CLOCK_SECONDS = 2.5
# A new standby, for which commits wait, is there within a minute or two.
COMMIT_SECONDS = 300
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


@dataclass
class Site:
    """A running site. `processes` has the master of each kind, `restarts` how often each was started again; `lock`
    keeps a restart from coming after the end. `ways` leads to the web process and to each engine.
    """

    folder: Path
    port: int
    environment: Mapping[str, str]
    ways: dict[str, Way] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    ahead: timedelta = timedelta()
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        ports = {"web": lambda: self.port, **{name: partial(self._engine_port, name) for name in ENGINES}}
        self.ways = {name: Way(port) for name, port in ports.items()}

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ways['web'].port}"

    @property
    def files(self) -> Path:
        return self.folder / "media"

    def now(self) -> datetime:
        """Return the moment that the site's clock shows."""
        return datetime.now(UTC) + self.ahead

    def clock_move(self, moment: datetime) -> None:
        """Move the clock of the site, and so of all its processes, and then that of its clients."""
        ahead = moment - datetime.now(UTC)
        clock = self.folder / "clock"
        draft = clock.with_suffix(".draft")
        draft.write_text(f"+{ahead.total_seconds():f}")
        draft.replace(clock)
        # A process looks at it once in a second or two. What comes from the future is refused until then.
        time.sleep(CLOCK_SECONDS)
        self.ahead = ahead

    def files_fill(self, seconds: float) -> int:
        """Leave no room for files for so long; return how many bytes there were."""
        free = shutil.disk_usage(self.files).free
        filler = self.files / "filler"
        with filler.open("ab") as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, free)
        threading.Timer(seconds, filler.unlink, [True]).start()
        return free

    def engine(self) -> engines._Settings:
        """Return the ports and the password of the engines."""
        known = engines._Settings.load(self.folder)
        assert known is not None
        return known

    def _engine_port(self, name: str) -> int:
        return getattr(self.engine(), f"{name}_port")

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
        """Return the rows of a query, asked by the owner of the tables.

        Raises TimeoutError where the commit waits on and on, as for a standby that never follows: then the trial ends.
        """
        connection = psycopg.connect(self.engine().database_url(engines.OWNER), connect_timeout=5)
        given_up = threading.Event()

        def give_up() -> None:
            given_up.set()
            connection.cancel_safe()

        timer = threading.Timer(COMMIT_SECONDS, give_up)
        timer.start()
        try:
            with connection:
                rows = connection.execute(query, values).fetchall()
        finally:
            timer.cancel()
        if given_up.is_set():
            raise TimeoutError(f"A commit has waited for {COMMIT_SECONDS} s.")
        return rows

    def start(self, name: str) -> None:
        """Start the process of a kind."""
        with (self.folder / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                commands(self.port)[name],
                cwd=PROJECT,
                env={**self.environment, **self._over_ways()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def _over_ways(self) -> dict[str, str]:
        """Return the settings by which a process reaches the engines over the ways."""
        known = replace(
            self.engine(), postgres_port=self.ways["postgres"].port, valkey_port=self.ways["valkey"].port
        ).engines(started=False)
        return {"DATABASE_URL": known.database_url, "CELERY_BROKER_URL": known.broker_url}

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
            return httpx.get(f"http://localhost:{self.port}/readyz", timeout=10).status_code == httpx.codes.OK
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
        with self.lock:
            for place in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    if self._has(place):
                        os.kill(int(place.name), signal.SIGKILL)
        for way in self.ways.values():
            way.close()
        if self.files.is_mount():
            subprocess.run(["umount", "--lazy", self.files], check=False)

    def _has(self, place: Path) -> bool:
        """Return whether a process, by its folder in /proc, is of the site: started with its settings, or a server that
        works in its folder.
        """
        mine = f"KNOWN_SHIPPER_LOCAL={self.folder}".encode()
        return mine in (place / "environ").read_bytes().split(b"\0") or (place / "cwd").readlink().is_relative_to(
            self.folder
        )


@contextmanager
def own_site(folder: Path, *, supervised: bool = True, **settings: str) -> Iterator[Site]:
    """Make a site with its world, start and supervise its processes, and end all of it with the block."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    site = Site(folder, free_port(), kept)
    site.environment = kept | {
        "KNOWN_SHIPPER_LOCAL": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "SITE_URL": site.url,
        "DESK_UNDO_SECONDS": str(UNDO_SECONDS),
        "TRUSTED_PROXIES": "1",
        **_moved_clock(folder),
        **settings,
    }
    try:
        _files_mount(site.files)
        site.engines_start()
        site.manage("migrate", "--verbosity", "0")
        for name in commands(site.port):
            site.start(name)
        # While they start.
        site.world = world_make(site)
        site.wait_until_ready()
        if supervised:
            threading.Thread(target=site.supervise, daemon=True).start()
        yield site
    finally:
        site.stop()


def _moved_clock(folder: Path) -> dict[str, str]:
    """Return the settings by which processes have a clock that the trial moves; none without libfaketime.

    The servers keep the clock of the machine, which nothing of the program asks.
    """
    if FAKETIME is None:
        return {}
    (folder / "clock").write_text("+0")
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def _files_mount(files: Path) -> None:
    """Mount a small file system for files, where the machine lets this process do so."""
    files.mkdir()
    options = f"size={FILES_BYTES},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "chaos", files], check=False, capture_output=True)


def _pids_of_session(session: int) -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile.
        with suppress(ProcessLookupError):
            if os.getsid(int(place.name)) == session:
                yield int(place.name)
