"""The command that copies a company register from the file that the register publishes."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.core.rejected_lines import RejectedLines
from apps.screening.registers.files import RegisterFile, RegisterLine
from apps.screening.registers.models import RegisterLoad
from apps.screening.registers.registry import LOADABLE, PARENTS
from apps.screening.registers.services import parents_load, register_load


class Command(ActCommand):
    help = (
        "Copy a company register from the CSV file that it publishes (.gz and .zip too), whole or only what changed "
        "lately. The same file again changes nothing. Nothing is fetched: get the file first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, choices=sorted([*LOADABLE, *PARENTS]), help="which register")
        parser.add_argument("--rejected", type=Path, help="where to write rejected lines (NAME.rejected.csv here)")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")

    def handle(self, **options: Any) -> None:
        source = options["source"]
        file = RegisterFile(options["file"], (LOADABLE.get(source) or PARENTS[source]).columns)
        path = options["rejected"] or Path(f"{file.path.name}.rejected.csv")
        with RejectedLines(path, file.header) as rejected:
            load = _load(source, file, lambda line, reason: rejected.write(line.number, reason, line.cells))
        figures = {
            "read": load.read,
            "added": load.added,
            "changed": load.changed,
            "unchanged": load.unchanged,
            "rejected": load.rejected,
        }
        if options["json"]:
            result = {"as_of": load.as_of.isoformat(), "rejected_lines": str(rejected.path) if rejected.count else None}
            self.stdout.write(json.dumps(figures | result))
            return
        self.stdout.write(", ".join(f"{name}: {number:,}" for name, number in figures.items()))
        self.stdout.write(f"The register is known as of {load.as_of}.")
        if rejected.count:
            self.stdout.write(f"Rejected lines, each with its number and reason: {rejected.path}")


def _load(source: str, file: RegisterFile, on_rejected: Callable[[RegisterLine, str], None]) -> RegisterLoad:
    if source in PARENTS:
        return parents_load(register=PARENTS[source], file=file, on_rejected=on_rejected)
    return register_load(register=LOADABLE[source], file=file, on_rejected=on_rejected)
