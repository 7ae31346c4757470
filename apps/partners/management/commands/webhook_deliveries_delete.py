from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.core.management.arguments import month_argument
from apps.partners.webhooks.services.deliveries import MIN_DELIVERY_MONTHS, deliveries_delete


class Command(ActCommand):
    help = (
        "Delete the deliveries of webhooks that ended before a month, with the attempts to deliver them. The last "
        f"{MIN_DELIVERY_MONTHS} months are kept. Who asked for this, and when, is recorded."
    )
    must_name = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--before", type=month_argument, required=True, metavar="YYYY-MM", help="the first month that is kept"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before = options["before"]
        deleted = deliveries_delete(before=before, actor=self.person)
        for ended, count in deleted.items():
            self.stdout.write(f"{ended}: {count:,} deliveries")
        self.stdout.write(f"{sum(deleted.values()):,} deliveries of before {before:%Y-%m} are deleted.")
