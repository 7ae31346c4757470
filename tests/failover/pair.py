"""Two PostgreSQL servers for tests: a primary, and a standby that has every commit before its writer is answered."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config import engines
from config.server_programs import as_server, give_to_server, postgres_program, reached
from tests.live import eventually

STANDBY = "tests_standby"


@dataclass(frozen=True, slots=True)
class Pair:
    """The addresses of both servers.

    `site_url` and `owner_url` name both servers, for the two roles; a client is connected to the one that takes writes.
    `replica_url` names the standby alone, for reads.
    """

    primary: Path
    standby: Path
    password: str
    ports: tuple[int, int]
    site_url: str
    owner_url: str
    replica_url: str

    def connect(self, place: int) -> psycopg.Connection:
        """Connect as the administrator to the primary (0) or the standby (1)."""
        return psycopg.connect(
            host=engines.HOST,
            port=self.ports[place],
            user="postgres",
            password=self.password,
            dbname=engines.DATABASE,
            autocommit=True,
        )

    def promote(self) -> None:
        """End the primary without a shutdown, and have the standby take its place."""
        _control(self.primary, "stop", "-m", "immediate")
        _control(self.standby, "promote", "-w")

    def standby_follows(self) -> bool:
        """Return whether commits wait for the standby."""
        with self.connect(0) as connection:
            found = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        return found == ("sync",)


@contextmanager
def pair(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Start a primary with an empty database and a standby of it; end both with the context."""
    patch.setenv("KNOWN_SHIPPER_LOCAL", str(folder))
    primary = engines.ensure()
    standby = folder / "standby"
    try:
        servers = _addresses(folder, primary, standby)
        _copy(servers)
        _control(standby, "start", "-w", "-l", "/dev/null", "-o", _options(servers.ports[1]))
        with servers.connect(0) as connection:
            # Set after the copy was made: the standby waits for nobody once it is promoted.
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
            connection.execute("SELECT pg_reload_conf()")
        eventually(servers.standby_follows)
        yield servers
    finally:
        if (standby / "postmaster.pid").exists():
            _control(standby, "stop", "-m", "immediate")
        engines.stop()


def _addresses(folder: Path, primary: engines.Engines, standby: Path) -> Pair:
    owner = psycopg.conninfo.conninfo_to_dict(primary.owner_url)
    ports = int(owner["port"]), engines._free_port()

    def both(url: str) -> str:
        one = f"{engines.HOST}:{ports[0]}"
        return url.replace(one, f"{one},{engines.HOST}:{ports[1]}") + "?target_session_attrs=read-write"

    return Pair(
        folder / "postgres",
        standby,
        owner["password"],
        ports,
        both(primary.database_url),
        both(primary.owner_url),
        primary.database_url.replace(f":{ports[0]}/", f":{ports[1]}/"),
    )


def _copy(servers: Pair) -> None:
    servers.standby.mkdir(mode=0o700)
    give_to_server(servers.standby)
    server = as_server(servers.standby)
    conninfo = f"host={engines.HOST} port={servers.ports[0]} user=postgres application_name={STANDBY}"
    subprocess.run(
        [
            postgres_program("pg_basebackup"),
            *("--pgdata", reached(servers.standby), "--write-recovery-conf", "--checkpoint", "fast"),
            *("--dbname", conninfo),
        ],
        **server | {"env": server["env"] | {"PGPASSWORD": servers.password}},
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )


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
        "DATABASE_REPLICA_URL": servers.replica_url,
        "CELERY_BROKER_URL": broker,
    }
