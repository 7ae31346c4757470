from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core import clock
from apps.evaluation.policy_document import policy_document
from apps.policy.selectors import policy_of_version, policy_on


class Command(BaseCommand):
    help = "Write the published policy as a page, with its numbers, authorities, reasons and months to each tier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--version-number", type=int, metavar="N", help="the version (default: the policy in force)"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it (standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["version_number"]
        text = policy_document(policy_of_version(number) if number else policy_on(clock.today()))
        if options["output"]:
            options["output"].write_text(text)
        else:
            self.stdout.write(text, ending="")
