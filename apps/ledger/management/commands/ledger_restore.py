import json
from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.core.database_rights import as_owner
from apps.core.management.arguments import month_argument
from apps.ledger.management.acts import act_line, act_told
from apps.ledger.services.archives import month_restore


class Command(ActCommand):
    help = (
        "Move the shipments of an archived month from their file back into the database, as the role that owns the "
        "tables. The file stays. Who asked for this, and when, is recorded."
    )
    must_name = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=month_argument, metavar="MONTH", help="the archived month: 2025-01")
        parser.add_argument(
            "--from",
            required=True,
            dest="folder",
            metavar="FOLDER",
            help="the folder of the files, or s3://BUCKET/PREFIX",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = self.person
        with as_owner():
            act = month_restore(month=options["month"], folder=options["folder"], actor=actor)
        if options["json"]:
            self.stdout.write(json.dumps({"restored": act_told(act)}, indent=1))
        else:
            self.stdout.write(f"{act_line(act)} restored")
