from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from apps.accounts.management.acts import ActCommand
from apps.tariff.files import COLUMNS, TariffFile
from apps.tariff.services import tariff_load
from apps.tariff.shipped import shipped_edition


class Command(ActCommand):
    help = (
        "Load a tariff from a CSV file in place of the present tariff: all lines or none. Without a file, load the "
        "edition that comes with the program. The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a CSV file; one that is packed ends in .xz")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"the column of a field whose column has an unusual name (fields: {', '.join(COLUMNS)})",
        )

        parser.add_argument(
            "--edition",
            type=date.fromisoformat,
            metavar="DAY",
            help="the day from which this edition of the tariff holds, such as 2025-04-01; pages about costs show it",
        )

    def handle(self, **options: Any) -> None:
        pairs = [pair.partition("=") for pair in options["map"]]
        if wrong := [field for field, equals, column in pairs if not (field and equals and column)]:
            raise CommandError(f"--map takes FIELD=COLUMN, not {', '.join(wrong) or 'nothing'}.")
        path, edition = (options["file"], options["edition"]) if options["file"] else shipped_edition()
        file = TariffFile(path, {field: column for field, _equals, column in pairs})
        loaded = tariff_load(file=file, edition=edition)
        figures = {
            "read": loaded.read,
            "without a code": loaded.without_code,
            "added": loaded.added,
            "changed": loaded.changed,
            "removed": loaded.removed,
        }
        self.stdout.write(", ".join(f"{name}: {number:,}" for name, number in figures.items()))
