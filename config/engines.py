"""The embedded engines of this clone: PostgreSQL and Valkey, taken from wheels, with their data in `.local/`.

They stand in wherever `DATABASE_URL` and `CELERY_BROKER_URL` are not set, so that development and tests run on the
engines of production. Both listen on 127.0.0.1 alone and ask for a generated password. This module does not import
Django: settings import it.

    python -m config.engines start|stop|status
"""

import argparse
import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from config.server_programs import (
    EngineError,
    as_server,
    give_to_server,
    pids_in,
    postgres_program,
    reached,
    run,
    valkey_program,
)

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "known_shipper"
# The role that owns the tables and migrates them, and the role that runs the site (docs/adr/0041).
OWNER = "known_shipper"
SITE = "known_shipper_site"
HOST = "127.0.0.1"
START_SECONDS = 60
# How long a Valkey that runs may be too busy to answer.
BUSY_SECONDS = 10
START_ATTEMPTS = 10

POSTGRES_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": 200,
    # Memory is taken as it is used. With 256 MB a recorded day waits for pages to be written out (docs/scaling.md).
    "shared_buffers": "1GB",
    "work_mem": "16MB",
    "random_page_cost": 1.1,  # data lie on flash, or in memory
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # Committed means kept: the outbox and the ledger promise it, so development must not pretend otherwise.
    "fsync": "on",
    "synchronous_commit": "on",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %d ",
    "timezone": "UTC",
}
# A broker holds wake-up calls only, so nothing of it is worth writing to disk.
VALKEY_SETTINGS = {
    "bind": HOST,
    "protected-mode": "yes",
    "databases": 64,
    "save": '""',
    "appendonly": "no",
    "daemonize": "yes",
    "logfile": "valkey.log",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """The addresses of the running engines, and whether this call started any of them.

    `database_url` is for the role that runs the site, `owner_url` for the role that owns the tables.
    """

    database_url: str
    owner_url: str
    broker_url: str
    started: bool = False


@dataclass(slots=True)
class _Settings:
    """The password and ports, generated once for a clone and kept in `.local/engines.json`, readable by its owner.

    `password` is of the server's administrator, of the owner of the tables and of the broker.
    """

    password: str
    postgres_port: int
    valkey_port: int

    @classmethod
    def load(cls, local: Path) -> "_Settings | None":
        path = local / "engines.json"
        return cls(**json.loads(path.read_text())) if path.exists() else None

    @classmethod
    def load_or_make(cls, local: Path) -> "_Settings":
        settings = cls.load(local)
        if settings is None:
            settings = cls(secrets.token_urlsafe(24), _free_port(), _free_port())
            settings.save(local)
        return settings

    def save(self, local: Path) -> None:
        path = local / "engines.json"
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self), indent=1))
        draft.replace(path)

    def usable_port(self, name: str, local: Path) -> int:
        """Return the kept port of an engine. If something else listens there by now, choose and keep another port."""
        if not _is_free(getattr(self, name)):
            setattr(self, name, _free_port())
            self.save(local)
        return getattr(self, name)

    @property
    def site_password(self) -> str:
        """Return the password of the role that runs the site, from which no other password follows."""
        return hmac.new(self.password.encode(), SITE.encode(), hashlib.sha256).hexdigest()

    def database_url(self, role: str = SITE, database: str = DATABASE) -> str:
        password = self.site_password if role == SITE else self.password
        return f"postgres://{role}:{password}@{HOST}:{self.postgres_port}/{database}"

    def engines(self, *, started: bool) -> Engines:
        broker_url = f"redis://:{self.password}@{HOST}:{self.valkey_port}/0"
        return Engines(self.database_url(), self.database_url(OWNER), broker_url, started)


def local_folder() -> Path:
    """Return the folder that holds all state of this clone; `KNOWN_SHIPPER_LOCAL` may name another."""
    return Path(os.environ.get("KNOWN_SHIPPER_LOCAL") or PROJECT / ".local").resolve()


def ensure() -> Engines:
    """Start what is not running, wait until both engines answer, and say where. Safe to call from many processes.

    Raises `EngineError` when an engine can't be started.
    """
    local = local_folder()
    settings = _Settings.load(local)
    if settings and _postgres_answers(settings) and _valkey_answers(settings):
        return settings.engines(started=False)
    with _lock(local):
        settings = _Settings.load_or_make(local)
        started = False
        for answers, start in ((_postgres_answers, _start_postgres), (_valkey_answers, _start_valkey)):
            if not answers(settings):
                start(local, settings)
                started = True
        return settings.engines(started=started)


def stop() -> None:
    """Stop the engines that run, in an orderly way."""
    local = local_folder()
    settings = _Settings.load(local)
    if settings is None:
        return
    with _lock(local):
        if _valkey_answers(settings):
            _valkey(settings, "SHUTDOWN NOSAVE")
        else:
            for frozen in _valkeys(local):
                os.kill(frozen, signal.SIGKILL)
        data = local / "postgres"
        if _postmaster_runs(data):
            run(postgres_program("pg_ctl"), *("stop", "-D", reached(data), "-m", "fast", "-w"), cwd=data)


def status() -> dict[str, bool]:
    """Return, by name, whether each engine answers now."""
    settings = _Settings.load(local_folder())
    looks = {"postgres": _postgres_answers, "valkey": _valkey_answers}
    return {name: bool(settings and answers(settings)) for name, answers in looks.items()}


# PostgreSQL


def _start_postgres(local: Path, settings: _Settings) -> None:
    data = local / "postgres"
    if not data.exists():
        _create_cluster(data, settings.password)
    log = local / "postgres.log"
    if not _postmaster_runs(data):
        _launch_postgres(data, log, local, settings)
    _wait(lambda: _postgres_answers(settings, role="postgres", database="postgres"), "PostgreSQL", log)
    _create_database(settings)


def _create_cluster(data: Path, password: str) -> None:
    draft = data.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_to_server(draft)
    with tempfile.TemporaryFile() as password_file:
        password_file.write(password.encode())
        password_file.seek(0)
        give_to_server(password_file.fileno())
        run(
            postgres_program("initdb"),
            *("-D", reached(draft), "--username=postgres", "--pwfile=/dev/stdin", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            cwd=draft,
            stdin=password_file,
        )
    draft.rename(data)


def _launch_postgres(data: Path, log: Path, local: Path, settings: _Settings) -> None:
    # The backends of a postmaster that was killed hold its shared memory for a moment more: hence more than one try.
    for _attempt in range(START_ATTEMPTS):
        (data / "postmaster.pid").unlink(missing_ok=True)
        options = POSTGRES_SETTINGS | {"port": settings.usable_port("postgres_port", local)}
        arguments = " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())
        command = ["start", "-D", reached(data), "-w", "-t", str(START_SECONDS), "-o", arguments]
        with log.open("ab") as output:
            started = subprocess.run(
                [postgres_program("pg_ctl"), *command],
                **as_server(data),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        if started.returncode == 0:
            return
        time.sleep(0.5)
    raise EngineError(f"PostgreSQL did not start. {_holders(data)}See {log}. The data are kept as they are.")


def _create_database(settings: _Settings) -> None:
    """Make the two roles of production (docs/deploy.md) and the database.

    For tests, the owner may create databases, and end the sessions of the site in a database that it drops.
    """
    owner, site, database = (sql.Identifier(name) for name in (OWNER, SITE, DATABASE))
    statements = (
        sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(owner, sql.Literal(settings.password)),
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(site, sql.Literal(settings.site_password)),
        sql.SQL("GRANT {} TO {}").format(site, owner),
        sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner),
    )
    # A statement that fails or is slow must not bring its password into the log.
    quiet = "-c log_min_error_statement=panic -c log_min_duration_statement=-1"
    with psycopg.connect(settings.database_url("postgres", "postgres"), autocommit=True, options=quiet) as connection:
        for statement in statements:
            with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.DuplicateDatabase):
                connection.execute(statement)


def _postgres_answers(settings: _Settings, role: str = SITE, database: str = DATABASE) -> bool:
    try:
        psycopg.connect(settings.database_url(role, database), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _postmaster_runs(data: Path) -> bool:
    """Return whether the process of the lock file works in this folder; another process may have its number by now."""
    try:
        pid = (data / "postmaster.pid").read_text().split()[0]
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except (OSError, IndexError):
        return False


def _holders(data: Path) -> str:
    """Name the processes that work in a folder of data, and say how to end them; "" where there are none."""
    pids = " ".join(str(pid) for pid in sorted(pids_in(data)))
    if not pids:
        return ""
    return (
        f"Processes of an earlier PostgreSQL still hold {data}: {pids}. Wait until they have ended and start again; "
        f"or end them with `kill -QUIT {pids}; kill -CONT {pids}`. Nothing that was committed is lost. "
    )


# Valkey


def _start_valkey(local: Path, settings: _Settings) -> None:
    if running := _valkeys(local):
        # A second one would have another port, of which no process that runs learns.
        if not _within(BUSY_SECONDS, lambda: _valkey_answers(settings)):
            pids = " ".join(map(str, running))
            raise EngineError(
                f"Valkey (process {pids}) does not answer. `kill -CONT {pids}` lets it go on if it was stopped; "
                f"or `kill -KILL {pids}` and start again: it holds nothing but wake-up calls."
            )
        return
    folder = local / "valkey"
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give_to_server(folder)
    port = settings.usable_port("valkey_port", local)
    options = VALKEY_SETTINGS | {"port": port, "requirepass": settings.password}
    program = valkey_program()
    with tempfile.TemporaryFile("w+") as configuration:
        configuration.writelines(f"{name} {value}\n" for name, value in options.items())
        configuration.seek(0)
        # Read from standard input, so that the password stands in no list of processes.
        run(program, "-", cwd=folder, stdin=configuration)
    _wait(lambda: _valkey_answers(settings), "Valkey", folder / "valkey.log")


def _valkeys(local: Path) -> list[int]:
    return sorted(pids_in(local / "valkey", "valkey-server"))


def _valkey_answers(settings: _Settings) -> bool:
    return _valkey(settings, "PING").endswith(b"+PONG\r\n")


def _valkey(settings: _Settings, command: str) -> bytes:
    """Send one inline command and give back all that the server says; nothing if it can't be reached."""
    try:
        with socket.create_connection((HOST, settings.valkey_port), timeout=3) as connection:
            connection.sendall(f"AUTH {settings.password}\r\n{command}\r\nQUIT\r\n".encode())
            return b"".join(iter(lambda: connection.recv(4096), b"")).removesuffix(b"+OK\r\n")
    except OSError:
        return b""


# Small things


@contextlib.contextmanager
def _lock(local: Path) -> Iterator[None]:
    local.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (local / "engines.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wait(answers: Callable[[], bool], name: str, log: Path) -> None:
    if not _within(START_SECONDS, answers):
        raise EngineError(f"{name} does not answer. See {log}. The data are kept as they are.")


def _within(seconds: float, answers: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not (answered := answers()) and time.monotonic() < end:
        time.sleep(0.05)
    return answered


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def main() -> None:
    parser = argparse.ArgumentParser(description="The embedded engines of this clone.")
    parser.add_argument("command", choices=("start", "stop", "status"))
    command = parser.parse_args().command
    try:
        if command == "start":
            ensure()
        elif command == "stop":
            stop()
    except EngineError as error:
        sys.exit(str(error))
    for name, answers in status().items():
        sys.stdout.write(f"{name}: {'running' if answers else 'stopped'}\n")


if __name__ == "__main__":
    main()
