"""The standby of a trial's database: it has each commit before its writer is answered, and takes the primary's place.

Where the primary is lost for good, the standby is promoted and a new standby is made of it. The primary is always in
the same folder, so that whatever knows a site by its folder knows the new primary too.
"""

import os
import shutil
import signal
import threading
import time
from contextlib import suppress

import psycopg

from config import engines
from config.server_programs import EngineError, give_to_server, pids_in, postgres_program, reached, run
from tests.chaos.site import Site

STANDBY = "standby"
FOLLOW_SECONDS = 60
# As in docs/deploy.md, for the log of a trial.
KEPT_LOG = "512MB"


class Standby:
    """The standby of a site. `site.lock` keeps the supervisor of the site from starting a primary that was lost."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.folder = site.folder / STANDBY
        self.port = 0
        self.lock = threading.Lock()
        with self._primary() as connection:
            # Before it is copied: whoever is promoted waits for the next standby.
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
            # A primary that recovers from a kill removes what its standby has not read yet, which then never follows.
            connection.execute(f"ALTER SYSTEM SET wal_keep_size = '{KEPT_LOG}'")
            self._make()
            connection.execute("SELECT pg_reload_conf()")
        self._wait_until_it_follows()

    def take_over(self) -> int:
        """Lose the primary for good, and have the standby take its place; return 1, or 0 while there is no standby.

        A new standby is made meanwhile; until it follows, commits wait.
        """
        if not self.lock.acquire(blocking=False):
            return 0
        with self.site.lock, engines._lock(self.site.folder):
            primary = self.site.folder / "postgres"
            for pid in pids_in(primary):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._control("promote", "-w")
            shutil.rmtree(primary)
            self.folder.rename(primary)
            known = self.site.engine()
            known.postgres_port = self.port
            known.save(self.site.folder)
        threading.Thread(target=self._follow, daemon=True).start()
        return 1

    def _follow(self) -> None:
        """Make a standby of the new primary, again where the primary is killed meanwhile."""
        try:
            while not self.site.ended.is_set():
                with suppress(EngineError, psycopg.Error):
                    self._make()
                    self._wait_until_it_follows()
                    return
                self.end()
                time.sleep(0.5)
        finally:
            self.lock.release()

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        give_to_server(self.folder)
        known = self.site.engine()
        address = f"host={engines.HOST} port={known.postgres_port} user=postgres password={known.password}"
        run(
            postgres_program("pg_basebackup"),
            *("--pgdata", reached(self.folder), "--write-recovery-conf", "--checkpoint", "fast"),
            *("--dbname", f"{address} application_name={STANDBY}"),
            cwd=self.folder,
        )
        self.port = engines._free_port()
        settings = engines.POSTGRES_SETTINGS | {"port": self.port, "wal_retrieve_retry_interval": "500ms"}
        options = " ".join(f"--{name}='{value}'" for name, value in settings.items())
        self._control("start", "-w", "-l", "server.log", "-o", options)

    def _wait_until_it_follows(self) -> None:
        """Wait until commits wait for the standby. Raises EngineError where that takes too long."""
        end = time.monotonic() + FOLLOW_SECONDS
        while time.monotonic() < end:
            with self._primary() as connection:
                if connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone() == ("sync",):
                    return
            time.sleep(0.1)
        raise EngineError("The standby does not follow.")

    def _primary(self) -> psycopg.Connection:
        address = self.site.engine().database_url("postgres", "postgres")
        return psycopg.connect(address, autocommit=True, connect_timeout=5)

    def _control(self, *arguments: str) -> None:
        run(postgres_program("pg_ctl"), "-D", reached(self.folder), *arguments, cwd=self.folder)

    def end(self) -> None:
        """End the processes of the standby at once."""
        for pid in pids_in(self.folder):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
