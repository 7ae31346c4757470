"""Practise the restoration: `python -m tests.drill [--parcels 5000]`.

A program of its own is backed up while it goes on. Then somebody makes a mistake as administrator of the server, and
deletes entries and a file. The program is restored to the moment before, and must be as it was: the same rows, the same
files, `verify` and `verify --seals` without a difference. Prints what it took. All of it stays on this machine.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import psycopg

from config.engines import DATABASE, PROJECT
from tests.live import eventually
from tests.orphans import end_with_parent

MEMBERS = 40
FILES = 20
TABLES = ("ledger_shipment", "ledger_parcel", "ledger_tally", "events_event", "seals_seal", "shippers_shipper")
MISTAKE = """
    SET session_replication_role = replica;
    DELETE FROM ledger_shipment WHERE id % 3 = 0;
    TRUNCATE ledger_tally;
"""
# On a day that is over, so that it is sealed.
IMPORT = """
import sys
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from apps.core import clock
with clock.at(clock.now() - timedelta(days=int(sys.argv[1]))):
    call_command("import_history", *sys.argv[2:])
"""
ADDRESS = "from config.backups.server import server_address; print(server_address())"


@dataclass
class Program:
    """A program of the drill's own in a folder; `seconds` holds what each step took, by its name."""

    folder: Path
    environment: dict[str, str] = field(init=False)
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        of_others = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "CELERY_BROKER_URL", "SEALS_FOLDER"}
        kept = {name: value for name, value in os.environ.items() if name not in of_others}
        self.environment = kept | {
            "KNOWN_SHIPPER_LOCAL": str(self.folder / "local"),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
        }

    @cached_property
    def _address(self) -> str:
        return self.python("-c", ADDRESS).strip()

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def media(self) -> Path:
        return self.folder / "local" / "media"

    def python(self, *arguments: str, step: str = "") -> str:
        """Run Python with arguments; return what it prints, and keep its time under the name of the step."""
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False
        )
        if step:
            self.seconds[step] = time.monotonic() - begun
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout

    def manage(self, *arguments: str, step: str = "") -> str:
        return self.python("manage.py", *arguments, step=step)

    def record(self, name: str, parcels: int, *, ago: int) -> None:
        """Record parcels of all members some days ago, each in a month of last year."""
        lines = ["seller,seller_name,reference,date"]
        first = date(datetime.now(UTC).year - 1, 1, 10)
        for number in range(parcels):
            seller, day = number % MEMBERS, first + timedelta(days=30 * (number // MEMBERS % 12))
            lines.append(f"S{seller},Shop {seller},{name}-{number},{day}")
        history = self.folder / f"{name}.csv"
        history.write_text("\n".join(lines) + "\n")
        fields = [f"--map={column}={column}" for column in ("seller", "seller_name", "reference", "date")]
        self.python("-c", IMPORT, str(ago), str(history), "--source", "history", "--enroll", *fields)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Receive the program's changes as they are made."""
        command = [sys.executable, "manage.py", "backup", str(self.backups), "--follow"]
        with (self.folder / "follow.log").open("wb") as log:
            follower = subprocess.Popen(
                command, env=self.environment, cwd=PROJECT, stdout=log, stderr=log, preexec_fn=end_with_parent
            )
        try:
            eventually(lambda: list(self.backups.glob("timeline-*/wal/*")), within=120)
            yield
        finally:
            follower.terminate()
            follower.wait()

    @contextmanager
    def administrator(self) -> Iterator[psycopg.Connection]:
        """Connect as the administrator of the server, whom no trigger keeps from anything."""
        with psycopg.connect(self._address, dbname=DATABASE, autocommit=True) as connection:
            yield connection

    def contents(self) -> dict[str, tuple[int, str]]:
        """Return, by table, the number of rows and a digest of all of them; and the digest of the files."""
        found = {}
        with self.administrator() as connection:
            for table in TABLES:
                query = f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {table} t"  # noqa: S608
                found[table] = connection.execute(query).fetchone()
        files = {path.name: path.read_bytes() for path in self.media.rglob("*") if path.is_file()}
        return found | {"files": (len(files), str(sorted(files.items())))}


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found: the contents before the mistake, after it, and restored; and the seconds of each step."""

    before: dict[str, tuple[int, str]]
    spoiled: dict[str, tuple[int, str]]
    restored: dict[str, tuple[int, str]]
    seconds: dict[str, float]


def drill_run(folder: Path, *, parcels: int) -> Drill:
    """Back a program up, spoil it, restore it to the moment before, and verify it.

    Raises RuntimeError if a step fails.
    """
    program = Program(folder)
    try:
        program.manage("migrate", "--verbosity", "0")
        program.media.mkdir(parents=True)
        program.record("old", parcels, ago=3)
        program.manage("seal")
        with program.followed():
            program.manage("backup", str(program.backups), step="full copy")
            program.record("since", parcels // 10, ago=0)
            for number in range(FILES):
                (program.media / f"file-{number}").write_bytes(secrets.token_bytes(1_000))
            program.manage("backup", str(program.backups), step="copy of the changes")
            program.record("last", parcels // 10, ago=0)
            program.manage("seal")
            before, moment = program.contents(), datetime.now(UTC)
            with program.administrator() as connection:
                connection.execute(MISTAKE)
            (program.media / "file-0").unlink()
            spoiled = program.contents()
            program.manage("backup", str(program.backups), step="copy after the mistake")
        program.manage("restore", str(program.backups), "--until", moment.isoformat(), step="restoration")
        restored = program.contents()
        program.manage("verify", step="verify")
        program.manage("verify", "--seals", step="verify --seals")
        # A restored server has a timeline of its own, whose first copy is full.
        program.manage("backup", str(program.backups), step="full copy of the restored")
        return Drill(before, spoiled, restored, program.seconds)
    finally:
        program.python("-m", "config.engines", "stop")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description="Practise the restoration.")
    parser.add_argument("--parcels", type=int, default=5_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="known-shipper-drill-") as folder:
        Path(folder).chmod(0o700)
        drill = drill_run(Path(folder), parcels=options.parcels)
    for step, seconds in drill.seconds.items():
        sys.stdout.write(f"{step:32}{seconds:8.1f} s\n")
    for table, (rows, _digest) in drill.before.items():
        same = "as it was" if drill.restored[table] == drill.before[table] else "DIFFERENT"
        sys.stdout.write(f"{table:24}{rows:12,} before, {drill.spoiled[table][0]:12,} after the mistake; {same}\n")
    return 0 if drill.restored == drill.before else 1


if __name__ == "__main__":
    sys.exit(main())
