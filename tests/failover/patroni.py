"""The database of the hosts: etcd on three, and PostgreSQL under Patroni on two, as `config/patroni.yml` says."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from config.engines import DATABASE, OWNER, PROJECT, SITE
from config.server_programs import give_to_server, postgres_program
from tests.failover.network import NETWORK, Machine
from tests.live import eventually

CONFIGURATION = PROJECT / "config/patroni.yml"
PASSWORD = "of-the-drill"
QUIET = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two servers of the database, and the hosts whose votes decide which of them takes writes."""

    voters: Sequence[Machine]
    servers: Sequence[Machine]
    folder: Path

    def url(self, role: str, *, wanted: str = "read-write") -> str:
        """Return the address of the database for a role: that of both servers, of which one is wanted."""
        hosts = ",".join(f"{server.address}:5432" for server in self.servers)
        return f"postgres://{role}:{PASSWORD}@{hosts}/{DATABASE}?target_session_attrs={wanted}"

    def start(self) -> None:
        """Start the cluster for the first time, and make the roles and the database as docs/deploy.md says."""
        for voter in self.voters:
            self.voter_start(voter)
        for server in self.servers:
            self.server_start(server)
            eventually(lambda server=server: self.role(server) in ("primary", "replica"), within=90)
        eventually(self.is_whole, within=90)
        address = {"host": ",".join(server.address for server in self.servers), "target_session_attrs": "read-write"}
        with psycopg.connect(
            user="postgres", password=PASSWORD, dbname="postgres", autocommit=True, **address
        ) as asked:
            for role in (OWNER, SITE):
                made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                asked.execute(made.format(sql.Identifier(role), sql.Literal(PASSWORD)))
            asked.execute(f"GRANT {SITE} TO {OWNER}")
            asked.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def voter_start(self, voter: Machine) -> None:
        """Start the etcd of a host."""
        peers = ",".join(f"{each.name}=http://{each.address}:2380" for each in self.voters)
        data = self.folder / f"etcd-{voter.name}"
        command = [
            *("etcd", "--name", voter.name, "--data-dir", str(data), "--log-level", "error"),
            *("--listen-peer-urls", f"http://{voter.address}:2380"),
            *("--initial-advertise-peer-urls", f"http://{voter.address}:2380"),
            *("--listen-client-urls", f"http://{voter.address}:2379"),
            *("--advertise-client-urls", f"http://{voter.address}:2379"),
            *("--initial-cluster", peers),
        ]
        voter.run("etcd", command, QUIET)

    def server_start(self, server: Machine) -> None:
        """Start the Patroni of a host, which starts PostgreSQL."""
        place = self.folder / server.name
        place.mkdir(exist_ok=True)
        place.chmod(0o711)
        give_to_server(place)
        (place / "patroni.yml").write_text(self._configuration(server))
        (place / "patroni.yml").chmod(0o644)
        server.run("patroni", ["patroni", str(place / "patroni.yml")], QUIET | {"HOME": str(place)}, user="nobody")

    def _configuration(self, server: Machine) -> str:
        told = CONFIGURATION.read_text()
        voters = ", ".join(f"{voter.address}:2379" for voter in self.voters)
        for said, here in {
            "name: db-1": f"name: {server.name}",
            "[10.0.0.1:2379, 10.0.0.2:2379, 10.0.0.3:2379]": f"[{voters}]",
            "10.0.0.3": server.address,
            "10.0.0.0/24": f"{NETWORK}.0/24",
            "/var/lib/postgresql/18/known-shipper": str(self.folder / server.name / "data"),
            "/var/run/postgresql": str(self.folder / server.name),
            "/usr/lib/postgresql/18/bin": str(postgres_program("postgres").parent),
            "PASSWORD": PASSWORD,
            "auth-local: peer": "auth-local: trust",
            "local all all peer": "local all all trust",
        }.items():
            if said not in told:
                raise RuntimeError(f"{CONFIGURATION} does not say {said}.")
            told = told.replace(said, here)
        return told

    def role(self, server: Machine) -> str:
        """Return what Patroni says that a server is: `primary`, `replica` or something else; "" without an answer."""
        try:
            told = httpx.get(f"http://{server.address}:8008/patroni", timeout=2).json()
        except (httpx.HTTPError, ValueError):
            return ""
        return told.get("role", "") if told.get("state") == "running" else ""

    def primary(self) -> Machine:
        """Return the server that takes writes."""
        return next(server for server in self.servers if self.role(server) == "primary")

    def is_whole(self) -> bool:
        """Return whether both servers run, and commits wait for the second."""
        for server in self.servers:
            try:
                members = httpx.get(f"http://{server.address}:8008/cluster", timeout=2).json()["members"]
            except (httpx.HTTPError, ValueError, KeyError):
                return False
            roles = sorted((member["role"], member["state"]) for member in members)
            if roles != [("leader", "running"), ("sync_standby", "streaming")]:
                return False
        return True
