from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from apps.core import clock
from config.backups import BackupError
from config.backups.embedded import embedded_restore
from config.backups.files import files_restore
from config.backups.management.arguments import archives_folder, left_out_tell, places
from config.backups.server import server_restore
from config.engines import EngineError


class Command(BaseCommand):
    help = (
        "Restore the database and the files from a backup, as they were when the last change was received, or just "
        "before a moment. Without --into, the embedded server is restored in place; what it had is kept beside it. "
        "Stop the web processes, workers and beat first, and run `verify` and `verify --seals` afterwards."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the backups")
        parser.add_argument("--until", metavar="MOMENT", help="restore what was committed before: 2026-12-01T22:10:05Z")
        parser.add_argument("--into", type=Path, metavar="DATA", help="where the data of a server of yours are made")
        parser.add_argument(
            "--archives", type=archives_folder, help="the folder of archived months, to be restored as well"
        )

    def handle(
        self, *, folder: Path, until: str | None, into: Path | None, archives: Path | None, **options: Any
    ) -> None:
        moment = self._moment(until) if until else None
        try:
            if into:
                copy = server_restore(folder, into, until=moment)
                self.stdout.write(
                    f"The data are in {into}, from {copy.folder}. Give them to the user of PostgreSQL and start a "
                    f"server on them: it recovers, and then takes writes."
                )
            else:
                copy, aside = embedded_restore(folder, until=moment, at=clock.now())
                self.stdout.write(f"The server is restored from {copy.folder}. What it had is in {aside}.")
            for name, target in places(archives).items():
                brought = files_restore(folder, name, target, until=moment)
                self.stdout.write(f"{name}: {brought:,} files brought back")
            left_out_tell(self.stdout.write)
        except (BackupError, EngineError, OSError) as error:
            raise CommandError(str(error)) from error

    def _moment(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CommandError(f"{text} names no moment. Write it with its zone, such as 2026-12-01T22:10:05Z.")
        return moment
