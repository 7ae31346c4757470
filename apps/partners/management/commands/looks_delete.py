from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.core import clock
from apps.core.database_rights import as_owner
from apps.core.errors import DomainError
from apps.partners.questions.services import MIN_MONTHS_KEPT, looks_delete


class Command(BaseCommand):
    help = (
        "Delete the log of who asked for which number, of all months before a month, as the role that owns the tables. "
        f"The last {MIN_MONTHS_KEPT} months are kept. Who asked for this, and when, is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", required=True, metavar="YYYY-MM", help="the first month that is kept")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the supervisor who answers for this")

    def handle(self, *, before: str, by: str, **options: Any) -> None:
        try:
            month = datetime.strptime(before, "%Y-%m").replace(tzinfo=clock.PROGRAM_ZONE).date()
        except ValueError as error:
            raise CommandError("Write the month as in 2026-01.") from error
        actor = User.objects.filter(email__iexact=by).first()
        if actor is None:
            raise CommandError("Nobody has this e-mail address.")
        try:
            with as_owner():
                deleted = looks_delete(before=month, actor=actor)
        except DomainError as error:
            raise CommandError(error.message) from error
        for part, count in deleted.items():
            self.stdout.write(f"{part}: {count:,} looks")
        self.stdout.write(f"{sum(deleted.values()):,} looks of before {before} are deleted.")
