"""Update or check the files of translations."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandParser

from apps.core import catalogs


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Bring the texts of the source into locale/*/LC_MESSAGES/django.po, where they are translated by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; print every missing or wrong text, and exit 1 if there is one",
        )

    def handle(self, *, check: bool, **options: object) -> None:
        with TemporaryDirectory() as folder:
            template = Path(folder) / "django.pot"
            texts = catalogs.extract(template)
            for language in () if check else catalogs.languages():
                catalogs.update(language, template)
        faulty = False
        for language in catalogs.languages():
            faults = list(catalogs.faults(catalogs.texts_of(language), texts))
            faulty |= bool(faults)
            for fault in faults if check else ():
                self.stdout.write(f"{language}: {fault}")
            self.stdout.write(f"{language}: {len(texts)} texts, {len(faults)} to be checked")
        if check and faulty:
            sys.exit(1)
