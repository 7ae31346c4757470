import subprocess
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from config.backups import BackupError
from config.backups.files import files_copy, files_set_aside, removed_thin
from config.backups.management.arguments import archives_folder, left_out_tell, places
from config.backups.server import changes_receive, copies_thin, copy_take, server_address

FILES_SECONDS = 60
AGAIN_SECONDS = 1


class Command(BaseCommand):
    help = (
        "Copy the database server and the files into a folder: all of it the first time, afterwards what has changed. "
        "With --follow, receive each change as it is made, until the command is stopped."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the backups")
        parser.add_argument(
            "--archives", type=archives_folder, help="the folder of archived months, to be copied as well"
        )
        parser.add_argument("--full", action="store_true", help="begin with a copy of everything")
        parser.add_argument("--follow", action="store_true", help="receive changes until the command is stopped")
        parser.add_argument(
            "--keep", type=int, metavar="DAYS", help="delete what no restoration to a moment of these days needs"
        )

    def handle(self, *, folder: Path, archives: Path | None, **options: Any) -> None:
        try:
            if options["follow"]:
                self._follow(folder, archives)
            else:
                self._back_up(folder, archives, full=options["full"], keep=options["keep"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def _back_up(self, folder: Path, archives: Path | None, *, full: bool, keep: int | None) -> None:
        copy = copy_take(folder, server_address(), full=full)
        size = sum(path.stat().st_size for path in copy.folder.rglob("*") if path.is_file())
        kind = "Everything" if copy.is_full else "What has changed"
        self.stdout.write(f"{kind} was copied to {copy.folder} ({size / 1e6:,.0f} MB) and verified.")
        now = clock.now()
        # After the server: each file that its copy names was there before its row.
        for name, source in places(archives).items():
            copied = files_copy(folder, name, source)
            gone = files_set_aside(folder, name, source, at=now)
            self.stdout.write(f"{name}: {copied:,} files copied, {gone:,} set aside that were deleted")
        left_out_tell(self.stdout.write)
        if keep is not None:
            before = now - timedelta(days=keep)
            deleted = copies_thin(folder, before=before)
            removed_thin(folder, before=before)
            self.stdout.write(f"{len(deleted):,} copies deleted that only moments before {before:%Y-%m-%d} need")

    def _follow(self, folder: Path, archives: Path | None) -> None:
        # Asked once: an embedded server that is being restored must not be started.
        address = server_address()
        while True:
            try:
                self._receive(folder, archives, changes_receive(folder, address))
                self.stderr.write("The database server ended the connection. Trying again ...")
            except BackupError as error:
                self.stderr.write(f"{error} Trying again ...")
            time.sleep(AGAIN_SECONDS)

    def _receive(self, folder: Path, archives: Path | None, receiving: subprocess.Popen[bytes]) -> None:
        """Copy new files now and then, for as long as changes are received."""
        self.stdout.write("Receiving changes. Ctrl-C stops it.")
        self.stdout.flush()
        try:
            while receiving.poll() is None:
                for name, source in places(archives).items():
                    files_copy(folder, name, source)
                with suppress(subprocess.TimeoutExpired):
                    receiving.wait(FILES_SECONDS)
        finally:
            receiving.terminate()
            receiving.wait()
