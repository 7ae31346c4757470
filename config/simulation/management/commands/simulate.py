from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.management.refusals import refusals_told
from apps.policy.schema import TIERS
from config.simulation.numbers.outcomes import Outcome
from config.simulation.numbers.sellers import Size
from config.simulation.services import program_simulate


class Command(BaseCommand):
    help = (
        "Fill an empty database with a simulated program that ends today, and verify its books. The same seed gives "
        "the same program."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shippers", type=int, default=60, help="how many sellers apply on the site (60)")
        parser.add_argument("--enrolled", type=int, default=0, help="how many are enrolled with their history (0)")
        parser.add_argument("--parcels", type=int, default=0, help="how many parcels the latter send, about (0)")
        parser.add_argument("--days", type=int, default=730, help="how long the program has been running (730)")
        parser.add_argument("--seed", type=int, default=1, help="which program of all possible ones (1)")

    @refusals_told()
    def handle(
        self, *, shippers: int, enrolled: int, parcels: int, days: int, seed: int, verbosity: int, **options: Any
    ) -> None:
        if shippers < 1 or days < 1:
            raise CommandError("--shippers and --days must be 1 or more.")
        report = self._progress if verbosity and self.stderr.isatty() else (lambda done, total: None)
        made = program_simulate(size=Size(shippers, enrolled, parcels), days=days, seed=seed, report=report)
        if verbosity:
            enrolled = sum(member.enrolled is not None for member in made.members.values())
            self.stdout.write(
                f"{len(made.members)} sellers, {enrolled} of them members; {made.facts} facts reported.\n\n"
            )
            self._outcomes_write(made.outcomes())
            self.stdout.write()
        # Ends the process with status 1 where anything differs.
        call_command("verify", stdout=self.stdout if verbosity else StringIO())

    def _outcomes_write(self, outcomes: Sequence[Outcome]) -> None:
        """Write the true share of wrong parcels of each behaviour beside the measured rate and the tiers held."""
        titles = ("behaviour", "truly wrong", "measured rate", *(f"tier {tier}" for tier in (0, *TIERS)))
        self.stdout.write("  ".join((*titles, "of them suspended", "gone")))
        for outcome in outcomes:
            cells = (f"{outcome.wrong:.1%}", f"{outcome.rate:.1%}", *outcome.tiers, outcome.suspended, outcome.gone)
            widths = [len(title) for title in (*titles[1:], "of them suspended", "gone")]
            row = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
            self.stdout.write(f"{outcome.behaviour:11}{row}")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done} of {total} days", ending="\n" if done == total else "")
        self.stderr.flush()
