"""The command that loads the findings of an agency's file."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from apps.accounts.management.acts import ActCommand
from apps.agencies.charges import Charge
from apps.agencies.competence import AGENCIES
from apps.agencies.files.fda import CHARGE_COLUMNS, charges_of
from apps.agencies.files.formats import FORMATS
from apps.agencies.files.lines import FiledLine, FindingsFile
from apps.agencies.services import firms_load
from apps.core.csv_rows import rows_read
from apps.core.errors import InvalidInput
from apps.core.rejected_lines import RejectedLines


class Command(ActCommand):
    help = (
        "Load the findings of an agency's file, such as the FDA's import refusals, and suggest the business that each "
        "firm may be. An officer decides; a likeness alone counts against nobody. The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file with a header, in UTF-8")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="how the file is laid out")
        parser.add_argument("--agency", choices=sorted(AGENCIES), help="whose file it is; FDA for its own format")
        parser.add_argument("--charges", help="the FDA's table of charge codes, with their legal text")
        parser.add_argument("--rejected", type=Path, help="where to write rejected lines (NAME.rejected.csv here)")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")

    def handle(self, **options: Any) -> None:
        agency = options["agency"] or ("FDA" if options["format"] == "fda" else "")
        if not agency:
            raise CommandError("Say whose file it is, by --agency.")
        layout = FORMATS[options["format"]]
        charges: dict[str, Charge] = {}
        if options["charges"]:
            charges = charges_of(row for _number, row in rows_read(options["charges"], CHARGE_COLUMNS))
        path = options["rejected"] or Path(f"{Path(options['file']).name}.rejected.csv")
        with RejectedLines(path, layout.columns) as rejected:
            load = firms_load(agency=agency, lines=_lines(options["file"], layout, charges, rejected))
        if options["json"]:
            result = {"rejected": rejected.count, "rejected_lines": str(rejected.path) if rejected.count else None}
            self.stdout.write(json.dumps(asdict(load) | result))
            return
        self.stdout.write(
            f"read: {load.read:,}, added: {load.added:,}, new firms: {load.firms:,}, to be checked: {load.suggested:,}"
        )
        if rejected.count:
            self.stdout.write(f"Rejected lines, each with its number and reason: {rejected.path}")


def _lines(file: str, layout: FindingsFile, charges: dict[str, Charge], rejected: RejectedLines) -> Iterator[FiledLine]:
    for number, row in rows_read(file, layout.columns):
        try:
            yield layout.line(row, charges)
        except InvalidInput as refusal:
            rejected.write(number + 1, str(refusal.message), row.values())
