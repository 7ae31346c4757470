"""The program on four hosts: two with web processes and workers, and two with PostgreSQL under Patroni, behind a proxy.

One host of the first two also has the broker, by an address that can move, and beat. Files lie on an S3 API, outside of
the hosts.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import boto3
import httpx
import psycopg
import pytest
from botocore.exceptions import BotoCoreError

from config.demo import CONNECTIONS
from config.engines import OWNER, PROJECT, SITE, VALKEY_SETTINGS
from config.server_programs import valkey_program
from tests.chaos.site import Site
from tests.chaos.world import world_make
from tests.failover.network import Machine, address, machines
from tests.failover.patroni import PASSWORD, QUIET, Cluster
from tests.live import eventually
from tests.object_store import variables
from tests.security.test_nginx import FRAME, NGINX

PORT = 8000
BROKER = address(100)
BUCKET = "known-shipper"
# So that a kept connection to a host that lost its power ends after seconds, not a quarter of an hour.
PROXY_RETRIES = ("sysctl", "--quiet", "--write", "net.ipv4.tcp_retries2=5")
# So that what waits for a killed web worker goes to another one.
WEB_CONNECTIONS = ("sysctl", "--quiet", "--write", "net.ipv4.tcp_migrate_req=1")


@dataclass
class FourHosts(Site):
    """A site of the trial that runs on hosts of its own. `holder` has the broker and beat."""

    web: Sequence[Machine] = ()
    cluster: Cluster | None = None
    proxy: Machine | None = None
    store: Machine | None = None
    holder: Machine | None = None

    def __post_init__(self) -> None:
        """Leave out the ways of a site on one machine: here links are cut."""

    @property
    def url(self) -> str:
        return f"http://{self.proxy.address}:{PORT}"

    def rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, asked by the owner of the tables."""
        with psycopg.connect(self.cluster.url(OWNER), connect_timeout=3) as connection:
            return connection.execute(query, values).fetchall()

    def is_ready(self) -> bool:
        """Return whether the site says that it is ready, through the proxy."""
        return _is_ready(self.proxy)

    def begin(self) -> None:
        """Start all processes for the first time, with some members."""
        self.cluster.start()
        self.store_start()
        self.manage("migrate", "--verbosity", "0")
        self.broker_move(self.web[0])
        self.world = world_make(self)
        for machine in self.web:
            self.web_start(machine)
        self.proxy_start()
        eventually(self.is_ready)

    def store_start(self) -> None:
        """Start the server of the S3 API, with an empty bucket."""
        address, port = urlsplit(self.environment["AWS_ENDPOINT_URL_S3"]).netloc.split(":")
        self.store.run("store", [sys.executable, "-m", "moto.server", "--host", address, "--port", port], QUIET)
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name in variables(""):
                monkeypatch.setenv(name, self.environment[name])
            eventually(self._is_bucket_made)

    def _is_bucket_made(self) -> bool:
        try:
            boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        except BotoCoreError:
            return False
        return True

    def web_start(self, machine: Machine) -> None:
        """Start the web process and the worker of a host."""
        machine.shell(*WEB_CONNECTIONS)
        machine.run(
            "web",
            [
                *(sys.executable, "-m", "granian", "--interface", "asginl", "config.asgi:application"),
                *("--host", machine.address, "--port", str(PORT), "--http", "1", "--no-ws"),
                *("--workers", "2", "--respawn-failed-workers", *CONNECTIONS),
            ],
            self.environment,
        )
        machine.run(
            "worker",
            [
                *(sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", "urgent,normal,bulk"),
                *("--hostname", f"worker@{machine.name}", "--without-gossip", "--without-mingle"),
            ],
            self.environment,
        )

    def broker_move(self, machine: Machine) -> None:
        """Let a host have the address of the broker, the broker and beat: the steps of docs/deploy.md."""
        self.holder = machine
        machine.address_take(BROKER)
        options = VALKEY_SETTINGS | {"bind": BROKER, "requirepass": PASSWORD, "daemonize": "no", "logfile": '""'}
        told = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        machine.run("valkey", [valkey_program(), *told, "--dir", "/tmp"], QUIET, user="nobody")  # noqa: S108
        beat = (sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile", "")
        machine.run("beat", beat, self.environment)

    def proxy_start(self) -> None:
        """Start nginx with the file of the deployment, but for its addresses and without TLS."""
        lines = (PROJECT / "config/nginx.conf").read_text().splitlines()
        text = "\n".join(line for line in lines if "ssl_certificate" not in line)
        server = "server 127.0.0.1:8000 max_fails=1 fail_timeout=10s;"
        servers = "\n".join(server.replace("127.0.0.1", machine.address) for machine in self.web)
        for theirs, ours in {"listen 443 ssl": f"listen {self.proxy.address}:{PORT}", server: servers}.items():
            if theirs not in text:
                raise RuntimeError(f"config/nginx.conf does not say {theirs}.")
            text = text.replace(theirs, ours)
        # The site of the trial answers to the names of a clone.
        text = text.replace("Host $host", "Host localhost")
        folder = self.folder / "nginx"
        folder.mkdir()
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder, site=text, user="user root;"))
        self.proxy.shell(*PROXY_RETRIES)
        self.proxy.run("nginx", [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "log")], QUIET)

    def machine_start(self, machine: Machine) -> None:
        """Start the processes of a host again, as at its boot."""
        if machine in self.cluster.voters:
            self.cluster.voter_start(machine)
        if machine in self.cluster.servers:
            self.cluster.server_start(machine)
        if machine in self.web:
            self.web_start(machine)

    def wait_until_whole(self) -> None:
        """Wait until all hosts do their part: whatever is lost next, another host is there."""
        eventually(self.cluster.is_whole)
        for machine in self.web:
            eventually(lambda machine=machine: _is_ready(machine))


def _is_ready(machine: Machine) -> bool:
    try:
        asked = httpx.get(f"http://{machine.address}:{PORT}/readyz", headers={"Host": "localhost"}, timeout=5)
    except httpx.HTTPError:
        return False
    return asked.status_code == httpx.codes.OK


@contextmanager
def four_hosts(folder: Path) -> Iterator[FourHosts]:
    """Make the hosts and start the program on them, and end all with the block."""
    local = folder / "local"
    local.mkdir(mode=0o700)
    names = ["web-1", "web-2", "db-1", "db-2", "proxy", "store"]
    with machines(folder, names) as (first, second, third, fourth, proxy, store):
        cluster = Cluster([first, second, third], [third, fourth], folder)
        environment = os.environ | {
            "KNOWN_SHIPPER_LOCAL": str(local),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DATABASE_URL": cluster.url(SITE),
            "DATABASE_REPLICA_URL": cluster.url(SITE, wanted="prefer-standby"),
            "DATABASE_OWNER_URL": cluster.url(OWNER),
            "CELERY_BROKER_URL": f"redis://:{PASSWORD}@{BROKER}:6379/0",
            "SITE_URL": f"http://{proxy.address}:{PORT}",
            "FILES_URL": f"s3://{BUCKET}/files",
            **variables(f"http://{store.address}:9000"),
        }
        site = FourHosts(local, PORT, environment, web=[first, second], cluster=cluster, proxy=proxy, store=store)
        site.begin()
        yield site
