import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts.management.acts import ActCommand
from apps.seals.selectors import day_due, seals_unpublished
from apps.seals.services import seals_make


class Command(ActCommand):
    help = (
        "Seal each day that is over from the digests of its entries, sign the seals and publish them in the folder "
        "SEALS_FOLDER. The schedule does so by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seals_make()
        except FileExistsError as error:
            raise CommandError(f"{error.filename} is there with other content: a seal is published once.") from error
        except OSError as error:
            raise CommandError(f"The seals are made, and the folder takes no file: {error}") from error
        waiting = day_due()
        if options["json"]:
            answer = {
                "sealed": [
                    {"day": seal.day.isoformat(), "entries": seal.entries, "root": bytes(seal.root).hex()}
                    for seal in made
                ],
                "waiting": waiting and waiting.isoformat(),
                "unpublished": seals_unpublished().count(),
            }
            self.stdout.write(json.dumps(answer, indent=1))
            return
        for seal in made:
            self.stdout.write(f"{seal.day}  {seal.entries:,} entries  {bytes(seal.root).hex()}")
        self.stdout.write(f"{len(made):,} days sealed")
        if waiting:
            self.stdout.write(f"A transaction still writes to {waiting}, or another process seals it: run this again.")
