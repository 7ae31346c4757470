import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core.management.arguments import archives_argument_add
from apps.core.management.refusals import refusals_told
from apps.core.verification import checks, snapshot, thorough_check
from apps.ledger.selectors.archives import archives_opened


class Command(BaseCommand):
    help = (
        "Compute tallies, evaluations and other derived values again from the entries, and the digests of files from "
        "what is there, follow the chain of seals, and list the differences."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seals", action="store_true", help="read the entries of all sealed days, and compare them alone"
        )
        archives_argument_add(parser)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    @refusals_told()
    def handle(self, *args: Any, **options: Any) -> None:
        with archives_opened(options["archives"]):
            self._verify(options)

    def _verify(self, options: dict[str, Any]) -> None:
        verdicts = {}
        asked = {"seals": thorough_check("seals")} if options["seals"] else checks()
        for name, run in asked.items():
            with snapshot():
                verdict = verdicts[name] = run()
            if options["json"]:
                continue
            self.stdout.write(f"{name}: {verdict.compared:,} compared, {verdict.differing:,} differences")
            for line in verdict.differences:
                self.stdout.write(f"  {line}")
            if verdict.differing > len(verdict.differences):
                self.stdout.write(f"  and {verdict.differing - len(verdict.differences):,} more")
            for note in verdict.notes:
                self.stdout.write(f"  note: {note}")
        if options["json"]:
            results = {
                name: {
                    "compared": verdict.compared,
                    "differences": verdict.differing,
                    "examples": verdict.differences,
                    "notes": verdict.notes,
                }
                for name, verdict in verdicts.items()
            }
            self.stdout.write(json.dumps(results, indent=1))
        differing = sum(verdict.differing for verdict in verdicts.values())
        if not options["json"]:
            self.stdout.write(f"{differing:,} differences")
        if differing:
            sys.exit(1)
