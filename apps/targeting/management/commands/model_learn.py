"""The command that has a worker train a model of risk from the exams on record."""

import json
from argparse import ArgumentParser
from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.core import clock
from apps.core.management.arguments import day_argument
from apps.jobs.services import job_start
from apps.targeting.jobs import LEARN

# Exams of earlier days tell of another trade.
DAYS = 730


class Command(ActCommand):
    help = (
        "Train a model of risk from the exams that gave a result, in a worker. It becomes a challenger, which decides "
        "nothing until one person proposes it and another makes it champion. The same days and seed give the same "
        "model."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--first", type=day_argument, help=f"first day ({DAYS} days before the last)")
        parser.add_argument("--last", type=day_argument, help="last day (yesterday)")
        parser.add_argument("--seed", type=int, default=1, help="decides what is left to chance (1)")
        parser.add_argument("--json", action="store_true", help="has no effect: the answer is JSON in any case")

    def handle(self, **options: Any) -> None:
        last = options["last"] or clock.add_days(clock.today(), -1)
        first = options["first"] or clock.add_days(last, -DAYS)
        days = {"first": first.isoformat(), "last": last.isoformat(), "seed": options["seed"]}
        job = job_start(kind=LEARN, arguments=days)
        self.stdout.write(json.dumps({"job": job.pk, **days}))
