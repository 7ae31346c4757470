"""The embedded server restored in place: the data that it had are kept beside it."""

import shlex
import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from config import engines
from config.backups import BackupError, name_of
from config.backups.server import Copy, server_address, server_restore
from config.server_programs import as_server, give_to_server, pids_in, postgres_program, reached

LOOK_SECONDS = 0.2


def embedded_restore(folder: Path, *, until: datetime | None, at: datetime) -> tuple[Copy, Path]:
    """Stop the engines, restore the server, and start them again.

    Returns the copy from which it recovered, and where the data are that the server had before. Raises BackupError if
    there is no copy, or if the server does not recover; it then goes on with what it had.
    """
    local = engines.local_folder()
    data, restored = local / "postgres", local / "postgres.restored"
    address = server_address()
    engines.stop()
    try:
        # What an attempt left that failed.
        shutil.rmtree(restored, ignore_errors=True)
        copy = server_restore(folder, restored, until=until)
        for place, _folders, names in restored.walk():
            for path in (place, *(place / name for name in names)):
                give_to_server(path)
        _recover(restored, local / "postgres.log", address)
        aside = data.rename(local / f"postgres.before-{name_of(at)}")
        restored.rename(data)
    finally:
        engines.ensure()
    return copy, aside


def _recover(data: Path, log: Path, address: str) -> None:
    """Start a server that recovers, wait as long as it takes, and stop it."""
    # Nobody is let in before all is there.
    settings = engines.POSTGRES_SETTINGS | {"hot_standby": "off", "port": conninfo_to_dict(address)["port"]}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    started = _control(data, log, "start", "-W", "-o", options)
    while started and not _takes_writes(address):
        time.sleep(LOOK_SECONDS)
        started = any(pids_in(data))
    if not (started and _control(data, log, "stop", "-w", "-m", "fast")):
        raise BackupError(
            f"The server did not recover; {log} says why. If the changes do not reach the moment, leave --until away "
            f"to have all of them."
        )


def _control(data: Path, log: Path, *command: str) -> bool:
    with log.open("ab") as output:
        done = subprocess.run(
            [postgres_program("pg_ctl"), "-D", reached(data), *command],
            **as_server(data),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    return done.returncode == 0


def _takes_writes(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
