"""Print the rules by which Prometheus alerts."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.desk.running.conditions import alert_rules


class Command(BaseCommand):
    help = "Print the rules by which Prometheus alerts, as a file of YAML. Reads and changes nothing."

    def handle(self, **options: Any) -> None:
        self.stdout.write(alert_rules(), ending="")
