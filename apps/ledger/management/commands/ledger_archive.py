import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts.management.acts import ActCommand
from apps.core.database_rights import as_owner
from apps.core.management.arguments import month_argument
from apps.ledger.management.acts import act_line, act_told
from apps.ledger.services.archives import months_archive


class Command(ActCommand):
    help = (
        "Move the shipments of all months before a month into files, a file each, as the role that owns the tables. "
        "Tallies and parcels stay. Who asked for this, and when, is recorded."
    )
    must_name = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before", type=month_argument, required=True, metavar="MONTH", help="the first month that stays: 2026-01"
        )
        parser.add_argument(
            "--to", required=True, metavar="FOLDER", help="the folder of the files, or s3://BUCKET/PREFIX"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, acts = self.person, []
        try:
            with as_owner():
                for act in months_archive(before=options["before"], folder=options["to"], actor=actor):
                    acts.append(act)
                    if not options["json"]:
                        self.stdout.write(act_line(act))
        except OSError as error:
            raise CommandError(f"The folder takes no file: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"archived": [act_told(act) for act in acts]}, indent=1))
        else:
            self.stdout.write(f"{len(acts):,} months archived")
