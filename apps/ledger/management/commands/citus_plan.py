"""Print the statements by which Citus divides the tables that grow with every parcel."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.ledger.distribution import plan_statements


class Command(BaseCommand):
    """Print the plan for the present schema. Nothing is changed; docs/scaling.md says what to do with the plan."""

    help = "Print the statements by which Citus divides the tables that grow with every parcel. Changes nothing."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print one statement a line."""
        for statement in plan_statements():
            self.stdout.write(f"{statement};")
