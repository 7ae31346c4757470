"""Copies of the database server, the changes since, and a server restored from both."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import scalar_row

from config import engines
from config.backups import BackupError, moment_of, name_of
from config.parents import end_with_parent
from config.server_programs import postgres_program

# The place that the server keeps for whoever receives its changes: it deletes none before they were received.
SLOT = "known_shipper_backup"
ADMINISTRATOR = "postgres"
# The folder in the data of a restored server from which it recovers.
CHANGES = "restored_changes"
_SEGMENT = re.compile("[0-9A-F]{24}")
_BLOCK_BYTES = 2**32


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the server, complete and verified."""

    folder: Path

    @property
    def complete_at(self) -> datetime:
        """The moment from which on a server can be restored by this copy, by the server's own clock."""
        return moment_of(self.folder.name)

    @property
    def is_full(self) -> bool:
        """Whether the copy needs none before it."""
        return "INCREMENTAL FROM LSN" not in self._label

    @property
    def first_segment(self) -> str:
        """The name of the first file of changes that a restored server reads."""
        found = re.search(r"^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$", self._label, re.MULTILINE)
        if found is None:
            raise BackupError(f"{self.folder / 'backup_label'} names no first file of changes.")
        return found[1]

    @property
    def changes(self) -> Path:
        """The folder of the changes of the copy's timeline."""
        return self.folder.parent / "wal"

    @property
    def _label(self) -> str:
        return (self.folder / "backup_label").read_text()


def server_address() -> str:
    """Return the address of the server for a role that may replicate: `DATABASE_BACKUP_URL`, or the embedded one's."""
    given = os.environ.get("DATABASE_BACKUP_URL")
    return given or make_conninfo(engines.ensure().owner_url, user=ADMINISTRATOR, dbname=ADMINISTRATOR)


def chains_of(folder: Path) -> list[list[Copy]]:
    """Return the copies by chain, oldest first: a full one, and those that hold the changes since the one before.

    Raises BackupError where the full one is missing.
    """
    found = [Copy(place) for place in folder.glob("timeline-*/*Z")]
    chains: list[list[Copy]] = []
    for copy in sorted(found, key=lambda copy: copy.complete_at):
        if copy.is_full:
            chains.append([])
        elif not chains:
            raise BackupError(f"{copy.folder} holds changes since a copy that is no longer there. Delete it.")
        chains[-1].append(copy)
    return chains


def copy_take(folder: Path, address: str, *, full: bool) -> Copy:
    """Take a copy of the server, and verify each of its files.

    The copy holds what has changed since the last one of the timeline; everything where there is none, or if `full`.
    Raises BackupError where the server does not answer, or one of PostgreSQL's programs fails.
    """
    home = _home(folder, address)
    _summaries_begin(address)
    draft = home / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    before = [copy for chain in chains_of(folder) for copy in chain if copy.folder.parent == home]
    since = [] if full or not before else ["--incremental", before[-1].folder / "backup_manifest"]
    _run(
        "pg_basebackup",
        *("--pgdata", draft, "--checkpoint", "fast", "--manifest-checksums", "SHA256", *since),
        address=address,
    )
    _run("pg_verifybackup", "--quiet", draft)
    return Copy(draft.rename(home / name_of(_asked(address, "SELECT clock_timestamp()"))))


def _summaries_begin(address: str) -> None:
    """Let the embedded server summarize its changes, without which no copy holds only what has changed.

    It takes a twelfth of a processor's time while parcels are recorded, so it begins with the first copy. The operator
    of another server sets it there.
    """
    if "DATABASE_BACKUP_URL" not in os.environ:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET summarize_wal = on")
            connection.execute("SELECT pg_reload_conf()")


def changes_receive(folder: Path, address: str) -> subprocess.Popen[bytes]:
    """Start to receive the changes of the server as they are made, each on disk before the server is told so.

    The process ends when its parent does, and when the server does not answer any more. Raises as `copy_take`.
    """
    home = _home(folder, address)
    changes = home / "wal"
    changes.mkdir(parents=True, exist_ok=True)
    slot = ("--slot", SLOT)
    _run("pg_receivewal", *slot, "--create-slot", "--if-not-exists", address=address)
    command, environment = _command(
        "pg_receivewal", *slot, "--directory", changes, "--synchronous", "--no-loop", address=address
    )
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )


def copies_thin(folder: Path, *, before: datetime) -> list[Copy]:
    """Delete the chains, and the changes, without which a server can still be restored to each moment after `before`.

    Returns the copies that were deleted.
    """
    deleted = []
    for chain, next_chain in pairwise(chains_of(folder)):
        if next_chain[0].complete_at <= before:
            # The full one last: without it the others are worth nothing.
            for copy in reversed(chain):
                shutil.rmtree(copy.folder)
                deleted.append(copy)
    for home in folder.glob("timeline-*"):
        kept = [chain[0] for chain in chains_of(folder) if chain[0].folder.parent == home]
        if kept and kept[0].changes.exists():
            _run("pg_archivecleanup", kept[0].changes, kept[0].first_segment)
        elif not kept:
            shutil.rmtree(home)
    return deleted


def server_restore(folder: Path, into: Path, *, until: datetime | None) -> Copy:
    """Make the data of a server that, once it is started, recovers all that was committed, or all before `until`.

    Returns the copy from which it recovers. Raises BackupError if no copy is as old, or if `into` is not empty.
    """
    if into.exists() and any(into.iterdir()):
        raise BackupError(f"{into} is not empty. Name a folder that does not exist yet.")
    chain = _chain_for(folder, until)
    copy = chain[-1]
    _run("pg_combinebackup", *(each.folder for each in chain), "--output", into)
    _changes_bring(copy, into)
    # Not among the server's own files of changes: it would go on with all of them, past the moment, if it ended in the
    # instant after it had recovered.
    settings = {
        "restore_command": f"cp {CHANGES}/%f %p",
        "recovery_end_command": f"rm -r {CHANGES}",
        "recovery_target_time": until.isoformat(sep=" ") if until else "",
        "recovery_target_inclusive": "off",
        "recovery_target_action": "promote",
    }
    with (into / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    (into / "recovery.signal").touch()
    return copy


def _chain_for(folder: Path, until: datetime | None) -> list[Copy]:
    """Return the newest copy that was complete by a moment, with those before it that it needs, oldest first."""
    for chain in reversed(chains_of(folder)):
        if early := [copy for copy in chain if until is None or copy.complete_at <= until]:
            return early
    raise BackupError(f"{folder} holds no copy of the server{f' from before {until.isoformat()}' if until else ''}.")


def _changes_bring(copy: Copy, data: Path) -> None:
    """Copy the changes since a copy into a folder of a server's data. Raises BackupError if any between are missing."""
    (data / CHANGES).mkdir(mode=0o700)
    for segment in copy.changes.glob("*"):
        if segment.suffix == ".history" or segment.name >= copy.first_segment:
            # The last one is not full yet.
            shutil.copyfile(segment, data / CHANGES / segment.name.removesuffix(".partial"))
    names = {path.name: path.stat().st_size for folder in ("pg_wal", CHANGES) for path in (data / folder).iterdir()}
    for name, following in pairwise(sorted(filter(_SEGMENT.fullmatch, names))):
        # A file is named by its block of 4 GB and its place there.
        block, place = int(name[8:16], 16), int(name[16:], 16)
        a_block = _BLOCK_BYTES // names[name]
        block, place = divmod(block * a_block + place + 1, a_block)
        if following[8:] != f"{block:08X}{place:08X}":
            raise BackupError(
                f"The changes between {name} and {following} were not received. Nothing after "
                f"{copy.complete_at.isoformat()} can be restored by {copy.folder}; a later copy may serve."
            )


def _home(folder: Path, address: str) -> Path:
    """Return the folder of the server's timeline, which begins the name of each file of changes."""
    segment = _asked(address, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    return folder / f"timeline-{int(segment[:8], 16)}"


def _asked(address: str, query: LiteralString) -> Any:
    """Return the one value that the server answers. Raises BackupError if it does not answer."""
    try:
        with psycopg.connect(address, row_factory=scalar_row) as connection:
            return connection.execute(query).fetchone()
    except psycopg.Error as error:
        raise BackupError(f"The database server does not answer: {error}") from error


def _run(program: str, *arguments: str | Path, address: str = "") -> None:
    command, environment = _command(program, *arguments, address=address)
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise BackupError(f"{program} failed: {(done.stderr or done.stdout).strip()}")


def _command(program: str, *arguments: str | Path, address: str) -> tuple[list[str], dict[str, str]]:
    """Return a command and its environment, where the password stands: the command is in every list of processes."""
    environment = dict(os.environ)
    if address:
        known = conninfo_to_dict(address)
        environment["PGPASSWORD"] = str(known.pop("password", ""))
        arguments = (*arguments, "--dbname", make_conninfo("", **known))
    return [str(part) for part in (_program(program), *arguments)], environment


def _program(name: str) -> Path | str:
    """Return a program of PostgreSQL: of the wheel where it is installed, otherwise of the machine."""
    try:
        return postgres_program(name)
    except engines.EngineError:
        return name
