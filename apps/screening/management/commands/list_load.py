"""The command that loads a list of restricted parties from the file that its publisher offers."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.core.rejected_lines import RejectedLines
from apps.screening.files.formats import FORMATS
from apps.screening.services import list_load


class Command(ActCommand):
    help = (
        "Load a list of restricted parties from its file, whole, as a new version (.gz too). Entries that the file "
        "does not have are marked as removed. With --format ofac name the file of parties; those of addresses and "
        "aliases (add and alt in place of sdn) are found beside it. Nothing is fetched: get the file first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="how the file is written")
        parser.add_argument("--source", required=True, metavar="NAME", help="the name of the list, the same each time")
        parser.add_argument("--rejected", type=Path, help="where to write rejected lines (NAME.rejected.csv here)")
        parser.add_argument("--json", action="store_true", help="has no effect: the answer is JSON in any case")

    def handle(self, **options: Any) -> None:
        file = FORMATS[options["format"]](options["file"])
        path = options["rejected"] or Path(f"{options['file'].name}.rejected.csv")
        with RejectedLines(path, file.columns) as rejected:
            version = list_load(
                name=options["source"],
                format_code=options["format"],
                file=file,
                on_rejected=lambda line, reason: rejected.write(line.number, reason, line.cells),
            )
        told = {
            "source": options["source"],
            "version": version.number,
            "read": version.read,
            "added": version.added,
            "changed": version.changed,
            "removed": version.removed,
            "rejected": version.rejected,
            "rejected_lines": str(rejected.path) if rejected.count else None,
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False))
