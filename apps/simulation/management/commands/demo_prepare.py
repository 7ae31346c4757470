from typing import Any

from django.core.management.base import BaseCommand

from apps.simulation import installation
from apps.simulation.services import demo_prepare


class Command(BaseCommand):
    help = "Prepare the demonstration: a simulated program if there is none yet, sign-ins, and .local/demo.json."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        demo = demo_prepare()
        if verbosity:
            self.stdout.write(f"{len(demo.accounts)} sign-ins for {demo.url}: see {installation.path()}.")
