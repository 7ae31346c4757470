"""Print how far the pages of guidance help: answers to checks before and after reading."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.core.shares import percent
from apps.guidance.selectors import checks_success


class Command(BaseCommand):
    help = "Print for each check how many finished it and the share of right answers before and after reading its page."

    def handle(self, *args: Any, **options: Any) -> None:
        for row in checks_success():
            self.stdout.write(
                f"{row.key}: {row.before} before reading, {_percent(row.right_before)} right; "
                f"{row.after} after reading, {_percent(row.right_after)} right"
            )


def _percent(share: float | None) -> str:
    return "-" if share is None else percent(share, 0)
