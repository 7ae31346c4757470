"""Fixtures for tests that need commits seen by other processes: a database of their own, a real worker, a site.

The append-only tables refuse TRUNCATE, so Django's `transactional_db` can't clean up after such a test. Instead each
one gets a copy of a migrated database that is dropped when it ends.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.core.database_rights import as_owner
from tests.ahead import NAME, Ahead
from tests.databases import Copies, database_url, live_copies, own_database, working_on
from tests.orphans import end_with_parent

PROJECT = Path(__file__).resolve().parent.parent


def eventually[Result](look: Callable[[], Result], *, within: float = 180) -> Result:
    """Look again and again until there is something true to see, and give it back."""
    end = time.monotonic() + within
    while not (seen := look()):
        assert time.monotonic() < end, f"not seen within {within} s; last: {seen!r}"
        time.sleep(0.1)
    return seen


@pytest.fixture(scope="session", autouse=True)
def own_broker() -> Iterator[str]:
    """A numbered database of the broker for this process alone, so that no other worker takes its messages."""
    server = settings.CELERY_BROKER_URL.rsplit("/", 1)[0]
    number, lease = broker_lease(server)
    url = current_app.conf.broker_url = f"{server}/{number}"
    caches = {"default": settings.CACHES["default"] | {"LOCATION": url}}
    with override_settings(CELERY_BROKER_URL=url, CACHES=caches), pytest.MonkeyPatch.context() as patch:
        # Celery believes this variable, where it is set, before its configuration.
        patch.setenv("CELERY_BROKER_URL", url)
        yield url
    with redis.from_url(url) as broker:
        broker.flushdb()
    lease.close()


def broker_lease(server: str) -> tuple[int, redis.client.PubSub]:
    """Take a numbered database of the broker that no other process has taken, until the lease is closed.

    The lease is a subscription: Valkey ends it with the process, and unlike a key no `cache.clear()` removes it.
    """
    with redis.from_url(server) as broker:
        for number in secrets.SystemRandom().sample(range(1, 64), 63):
            channel = f"known-shipper:tests:{number}"
            lease = redis.from_url(server).pubsub()
            lease.subscribe(channel)
            assert lease.get_message(timeout=180), "the broker confirms a subscription"
            if broker.pubsub_numsub(channel)[0][1] == 1:
                return number, lease
            lease.close()
    pytest.exit("Every database of the broker is taken by another test run.")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """Take the place of pytest-django's: a database of this process alone, copied from the template."""
    with django_db_blocker.unblock(), own_database(), django_db_blocker.block():
        yield


@pytest.fixture(scope="session")
def live_source(django_db_setup: None, django_db_blocker) -> Iterator[Copies]:
    """Give the copies of a migrated database of which `live_db` takes one."""
    with django_db_blocker.unblock(), live_copies() as copies, django_db_blocker.block():
        yield copies


@pytest.fixture
def owner_db(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Run a test as the owner of the tables, in a transaction that is rolled back: for what migrations alone do."""
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def live_database(source: Copies) -> Iterator[str]:
    """Point Django at a fresh migrated database; gives its URL, for other processes. Commits are real."""
    name = source.take()
    try:
        with working_on(name):
            yield database_url(name)
    finally:
        source.leave(name)


@pytest.fixture
def live_db(request: pytest.FixtureRequest, live_source: Copies, django_db_blocker, own_broker: str) -> Iterator[str]:
    """Give the URL of a database of this test."""
    assert "db" not in request.fixturenames, "a test uses either `db` or `live_db`"
    with django_db_blocker.unblock(), live_database(live_source) as url:
        yield url


@dataclass
class Worker:
    """A Celery worker, the very command of production, that a test may kill and start again."""

    environment: dict[str, str]
    folder: Path
    app: str = "config"
    log: Path = field(init=False)
    process: subprocess.Popen | None = None

    def start(self, *, beat: bool = False, queues: str = "urgent,normal,bulk") -> None:
        """Start it, with the schedule's clock inside if wanted, and wait until it takes messages."""
        self.log = self.folder / f"worker-{secrets.token_hex(4)}.log"
        command = [
            *(sys.executable, "-m", "celery", "-A", self.app, "worker", "-Q", queues),
            *("--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
            *("--include", "tests.orphans"),
        ]
        if beat:
            command += ["--beat", "--schedule", str(self.folder / "beat")]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        eventually(self._is_ready)

    def kill(self) -> None:
        """SIGKILL the worker and the processes of its pool: none of them gets to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _is_ready(self) -> bool:
        written = self.log.read_text()
        assert self.process.poll() is None, f"the worker ended:\n{written}"
        return " ready." in written


@pytest.fixture
def worker(live_db: str, own_broker: str, tmp_path: Path) -> Iterator[Worker]:
    """A real worker on the copied database, not yet started. The mail that it sends is kept in `notices.Mail`."""
    with working(live_db, own_broker, tmp_path) as worker:
        yield worker


@contextmanager
def working(database: str, broker: str, folder: Path) -> Iterator[Worker]:
    """Make a worker on a database, not yet started, and end the worker with the context."""
    with redis.from_url(broker) as queues:
        queues.flushdb()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "MAILER": "apps.notices.backends.DatabaseMailbox",
    }
    worker = Worker(environment, folder)
    yield worker
    if worker.process and worker.process.poll() is None:
        worker.kill()


@contextmanager
def clock_ahead(worker: Worker) -> Iterator[Ahead]:
    """Give the clock of this process, its site and a worker that is not yet started, so that a test may move it on."""
    file = worker.folder / "ahead"
    file.write_text("0")
    ahead = Ahead(file, clock._set_to)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_set_to", ahead)
        patch.setitem(worker.environment, NAME, str(file))
        patch.setattr(worker, "app", "tests.ahead")
        yield ahead


@pytest.fixture
def site(live_db: str) -> Iterator[LiveServer]:
    """The site over HTTP on the copied database, in a thread of the test: mail can be read in `mail.outbox`."""
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def module_site(live_source: Copies, django_db_blocker, own_broker: str) -> Iterator[LiveServer]:
    """A site that all tests of a module share, with its database."""
    with django_db_blocker.unblock(), live_database(live_source), serving() as server:
        yield server


@contextmanager
def serving() -> Iterator[LiveServer]:
    """Serve the site in a thread."""
    server = LiveServer("localhost")
    with override_settings(SITE=settings.SITE | {"url": server.url}):
        yield server
    server.stop()
    # It leaves those that still answer to themselves; they would open their next connection to the database that all
    # other tests share.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=180)
