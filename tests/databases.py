"""The databases of tests: a template that is migrated once, and copies of it.

The template is named by a digest of all that migrations read, so that a changed migration makes another, and stays on
the server: a second run migrates nothing. Each test process works on a copy of its own. A process holds a lock of the
server for as long as it lives, and the lock ends with its connection; so what a killed run left behind is known, and
dropped, by the next.

`live_db` takes copies of another database of the process, the live source, which no test enters. The database that
tests work on grows, because rows that tests rolled back stay in its files, and so does the time to copy it.
"""

import functools
import hashlib
import re
import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from apps.core.database_rights import as_owner, rights_give
from config.engines import PROJECT

PROGRAM = connection.settings_dict["NAME"]
# Held while a template is made, copied or dropped, so that no two processes make one and nobody drops it meanwhile.
MAKING = "known-shipper:template"


def database_url(database: str, *, owner: bool = False) -> str:
    """Return the URL of a database for the role that runs the site, or for the owner of the tables."""
    parts = connection.settings_dict | (settings.DATABASE_OWNER or {} if owner else {})
    secret = f"{quote(parts['USER'], '')}:{quote(parts['PASSWORD'], '')}"
    return f"postgres://{secret}@{parts['HOST']}:{parts['PORT']}/{database}"


def administer(
    statement: str | sql.Composed, *, server: psycopg.Connection | None = None, **values: str
) -> list[tuple]:
    """Run a statement outside of any database that tests use, and list what the server answers."""
    cursor = (server or _administrator()).execute(statement, values or None)
    return cursor.fetchall() if cursor.description else []


@contextmanager
def working_on(database: str) -> Iterator[None]:
    """Point Django's connection at a database for as long as the context lasts."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def copy(source: str, target: str, server: psycopg.Connection | None = None) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source))
    administer(statement, server=server)


def dropped(database: str, server: psycopg.Connection | None = None) -> bool:
    """Drop a database unless the server's own vacuum is in it, which only the server's superuser may end."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    with suppress(psycopg.errors.InsufficientPrivilege):
        administer(statement, server=server)
        return True
    return False


@contextmanager
def own_database() -> Iterator[None]:
    """Give this process a database of its own, made from the template, for as long as the context lasts."""
    name = f"test_{PROGRAM}_{secrets.token_hex(4)}"
    administer("SELECT pg_advisory_lock(hashtextextended(%(name)s, 0))", name=name)
    fill_from_template(name)
    with working_on(name), as_owner():
        _leave_statistics_alone()
    with working_on(name):
        yield
    # Where the server's vacuum is in it, the next run drops it.
    dropped(name)


class Copies:
    """Copies of the live source. The next one is made while a test works on the last, and each is dropped behind the
    next test: both wait for the disk, for seconds where others write too.
    """

    def __init__(self, source: str, process: str) -> None:
        self.source, self.process = source, process
        self.hands = ThreadPoolExecutor(max_workers=2)
        self.ahead: Future[str] | None = None
        self.left: list[Future[None]] = []

    def take(self) -> str:
        """Return the name of a copy, and begin to make another."""
        name = (self.ahead or self.hands.submit(self._make)).result()
        self.ahead = self.hands.submit(self._make)
        return name

    def leave(self, name: str) -> None:
        """Begin to drop a copy that nobody needs any more."""
        self.left.append(self.hands.submit(self._drop, name))

    def end(self) -> None:
        """Drop the copy that was made ahead, and wait until all are dropped; raise what prevented it."""
        if self.ahead:
            self.leave(self.ahead.result())
        for dropping in self.left:
            dropping.result()
        self.hands.shutdown()

    def _make(self) -> str:
        name = f"{self.process}_{secrets.token_hex(4)}"
        with _connected() as server:
            copy(self.source, name, server)
        return name

    def _drop(self, name: str) -> None:
        end = time.monotonic() + 180
        with _connected() as server:
            while not dropped(name, server):
                if time.monotonic() > end:
                    raise TimeoutError(f"The server's vacuum has not left {name}.")
                time.sleep(0.1)


@contextmanager
def live_copies() -> Iterator[Copies]:
    """Make a database whose copies `live_db` takes, for as long as the context lasts."""
    process = connection.settings_dict["NAME"]
    source = f"{process}_{secrets.token_hex(4)}"
    fill_from_template(source)
    copies = Copies(source, process)
    yield copies
    copies.end()
    dropped(source)


def fill_from_template(name: str) -> None:
    """Make a database from the template, with the roles, permissions and rights that the present code has."""
    administer("SELECT pg_advisory_lock(hashtextextended(%(name)s, 0))", name=MAKING)
    try:
        drop_left_behind()
        copy(template(), name)
    finally:
        administer("SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0))", name=MAKING)
    with working_on(name), as_owner():
        # The program writes these, not a migration.
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        rights_give()
        _let_analyze()


def _let_analyze() -> None:
    """Let tests have the planner count what they wrote and did not commit, which only their own session sees."""
    with connection.cursor() as cursor:
        site = sql.Identifier(settings.DATABASES["default"]["USER"])
        cursor.execute(sql.SQL("GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {}").format(site))
        # Those of months come later.
        granted = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT MAINTAIN ON TABLES TO {}")
        cursor.execute(granted.format(site))


def _leave_statistics_alone() -> None:
    """Keep the server's vacuum from the tables of this database, whose rows a test takes back when it ends.

    Vacuum would note that a table of many pages holds no row. The planner would believe that for the whole of a later
    test, whose transaction nobody else sees: importing 37,000 lines took 450 s in place of 18.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            DO $$
            DECLARE item regclass;
            BEGIN
                FOR item IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
                    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', item);
                END LOOP;
            END $$
        """)


def digest() -> str:
    """Name the state that migrations lead to: their files, what these read, and the versions of the packages."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    files = {Path(sys.modules[migration.__module__].__file__) for migration in loader.disk_migrations.values()}
    for migration in tuple(files):
        for module in re.findall(r"^(?:from|import) (apps\.[\w.]+)", migration.read_text(), re.MULTILINE):
            files.add(Path(find_spec(module).origin))
    files |= {PROJECT / "requirements.lock", *PROJECT.glob("apps/**/*.sql"), *PROJECT.glob("apps/**/*.toml")}
    contents = hashlib.sha256()
    for file in sorted(files):
        contents.update(hashlib.sha256(file.read_bytes()).digest())
    return contents.hexdigest()[:12]


def template() -> str:
    """Name the template, which is made unless it is there; hold the lock `MAKING` meanwhile."""
    prefix = f"template_{PROGRAM}_"
    name, draft = prefix + digest(), prefix + "draft"
    existing = {row[0] for row in administer("SELECT datname FROM pg_database")}
    if name in existing:
        return name
    for stale in existing:
        if stale.startswith(prefix):
            dropped(stale)
    administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    with working_on(draft):
        call_command("migrate", verbosity=0)
    # Under its own name only once it is whole; a template that nobody enters can always be copied.
    administer(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
    administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
    return name


def drop_left_behind() -> None:
    """Drop the databases of processes that ended without doing so, and the copies made of these."""
    own = re.compile(rf"(test_{re.escape(PROGRAM)}_[0-9a-f]{{8}})(_[0-9a-f]{{8}})?")
    for (database,) in administer("SELECT datname FROM pg_database"):
        if (match := own.fullmatch(database)) and _is_ended(match[1]):
            dropped(database)


def _is_ended(name: str) -> bool:
    """Tell whether no process, this one included, holds the lock of that name any more."""
    with _connected() as another:
        return another.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()[0]


@functools.cache
def _administrator() -> psycopg.Connection:
    """Connect to the server, once for this process: the connection holds the locks."""
    return _connected()


def _connected() -> psycopg.Connection:
    return psycopg.connect(database_url("postgres", owner=True), autocommit=True)
