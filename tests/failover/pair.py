"""Two PostgreSQL servers for tests: a primary, and a standby that has every commit before its writer is answered."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config import engines
from config.server_programs import as_server, give_to_server, pids_in, postgres_program, reached
from tests.live import eventually

STANDBY = "tests_standby"


@dataclass(slots=True)
class Pair:
    """Two servers by their folders and ports, of which `primary` is the place of the one that takes writes.

    `site_url` and `owner_url` name both servers, for the two roles; a client is connected to the one that takes writes.
    """

    folders: tuple[Path, Path]
    ports: tuple[int, int]
    password: str
    site_url: str
    owner_url: str
    primary: int = 0

    @property
    def standby(self) -> int:
        """The place of the server that follows."""
        return 1 - self.primary

    def connect(self) -> psycopg.Connection:
        """Connect to the primary as the administrator."""
        return psycopg.connect(
            host=engines.HOST,
            port=self.ports[self.primary],
            user="postgres",
            password=self.password,
            dbname=engines.DATABASE,
            autocommit=True,
        )

    def lose_primary(self) -> None:
        """Kill all processes of the primary."""
        for pid in pids_in(self.folders[self.primary]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        """Let the standby take the place of the primary: the one step of docs/deploy.md."""
        _control(self.folders[self.standby], "promote", "-w")
        self.primary = self.standby

    def standby_make(self) -> None:
        """Make a new standby in the place where there is none, and let commits wait for it, as docs/deploy.md says."""
        folder = self.folders[self.standby]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        give_to_server(folder)
        server = as_server(folder)
        conninfo = f"host={engines.HOST} port={self.ports[self.primary]} user=postgres application_name={STANDBY}"
        subprocess.run(
            [
                postgres_program("pg_basebackup"),
                *("--pgdata", reached(folder), "--write-recovery-conf", "--checkpoint", "fast"),
                *("--dbname", conninfo),
            ],
            **server | {"env": server["env"] | {"PGPASSWORD": self.password}},
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        _control(folder, "start", "-w", "-l", "/dev/null", "-o", _options(self.ports[self.standby]))
        with self.connect() as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
            connection.execute("SELECT pg_reload_conf()")
        eventually(self.standby_follows)

    def standby_follows(self) -> bool:
        """Return whether commits wait for the standby."""
        with self.connect() as connection:
            found = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        return found == ("sync",)


@contextmanager
def pair(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Start a primary with an empty database and a standby of it; end both with the context."""
    patch.setenv("KNOWN_SHIPPER_LOCAL", str(folder))
    servers = _pair_of(folder, engines.ensure())
    try:
        servers.standby_make()
        yield servers
    finally:
        for place in (0, 1):
            if (servers.folders[place] / "postmaster.pid").exists():
                with suppress(subprocess.CalledProcessError):
                    _control(servers.folders[place], "stop", "-m", "immediate")
        engines.stop()


def _pair_of(folder: Path, first: engines.Engines) -> Pair:
    owner = psycopg.conninfo.conninfo_to_dict(first.owner_url)
    ports = int(owner["port"]), engines._free_port()

    def both(url: str) -> str:
        one = f"{engines.HOST}:{ports[0]}"
        return url.replace(one, f"{one},{engines.HOST}:{ports[1]}") + "?target_session_attrs=read-write"

    folders = folder / "postgres", folder / "second"
    return Pair(folders, ports, owner["password"], both(first.database_url), both(first.owner_url))


def _options(port: int) -> str:
    return " ".join(f"--{name}='{value}'" for name, value in (engines.POSTGRES_SETTINGS | {"port": port}).items())


def _control(data: Path, *arguments: str) -> None:
    subprocess.run(
        [postgres_program("pg_ctl"), "-D", reached(data), *arguments],
        **as_server(data),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def environment(servers: Pair, broker: str) -> dict[str, str]:
    """Return what a process of the program needs to work with the pair."""
    return os.environ | {
        "DATABASE_URL": servers.site_url,
        "DATABASE_OWNER_URL": servers.owner_url,
        "CELERY_BROKER_URL": broker,
    }
