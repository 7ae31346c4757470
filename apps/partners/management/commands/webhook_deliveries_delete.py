from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import DomainError
from apps.core.management.arguments import month_argument
from apps.ledger.management.acts import actor_of
from apps.partners.webhooks.services.retention import MIN_DELIVERY_MONTHS, deliveries_delete


class Command(BaseCommand):
    help = (
        "Delete the deliveries of webhooks that ended before a month, with the attempts to deliver them. The last "
        f"{MIN_DELIVERY_MONTHS} months are kept. Who asked for this, and when, is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before", type=month_argument, required=True, metavar="YYYY-MM", help="the first month that is kept"
        )
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the supervisor who answers for this")

    def handle(self, *args: Any, **options: Any) -> None:
        before = options["before"]
        try:
            deleted = deliveries_delete(before=before, actor=actor_of(options["by"]))
        except DomainError as error:
            raise CommandError(error.message) from error
        for ended, count in deleted.items():
            self.stdout.write(f"{ended}: {count:,} deliveries")
        self.stdout.write(f"{sum(deleted.values()):,} deliveries of before {before:%Y-%m} are deleted.")
