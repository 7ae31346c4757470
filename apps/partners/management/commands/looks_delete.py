from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.core.database_rights import as_owner
from apps.core.management.arguments import month_argument
from apps.partners.questions.services import MIN_MONTHS_KEPT, looks_delete


class Command(ActCommand):
    help = (
        "Delete the log of who asked for which number, of all months before a month, as the role that owns the tables. "
        f"The last {MIN_MONTHS_KEPT} months are kept. Who asked for this, and when, is recorded."
    )
    must_name = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before", type=month_argument, required=True, metavar="YYYY-MM", help="the first month that is kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before, actor = options["before"], self.person
        with as_owner():
            deleted = looks_delete(before=before, actor=actor)
        for part, count in deleted.items():
            self.stdout.write(f"{part}: {count:,} looks")
        self.stdout.write(f"{sum(deleted.values()):,} looks of before {before:%Y-%m} are deleted.")
