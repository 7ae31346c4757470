from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.management.refusals import refusals_told
from apps.tariff.files import TariffFile
from apps.tariff.shipped import shipped_path


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Pack the CSV file of an edition of the tariff, as the U.S. International Trade Commission publishes the file, "
        "into the form that comes with the program. The same file always gives the same bytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--edition",
            type=date.fromisoformat,
            metavar="DAY",
            required=True,
            help="the day from which the edition holds, such as 2025-04-01",
        )

    @refusals_told()
    def handle(self, *, file: Path, edition: date, **options: Any) -> None:
        tariff = TariffFile(file)
        content = tariff.packed()
        target = shipped_path(edition)
        target.write_bytes(content)
        self.stdout.write(f"{target}: {tariff.read:,} rows, {len(content):,} bytes")
