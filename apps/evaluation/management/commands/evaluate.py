import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from typing import Any

import django
from django.core.management.base import CommandError, CommandParser

from apps.accounts.management.acts import ActCommand
from apps.core import clock
from apps.core.management.arguments import day_argument
from apps.evaluation import explanations, selectors, services
from apps.evaluation.evaluation_runs import EvaluationsSummary, evaluations_by_id, evaluations_summary
from apps.evaluation.formats import Reader
from apps.evaluation.judgments import judgment_today
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import RULES
from apps.events.services import drain
from apps.policy.terms import TOP

CHUNK = 2 * services.BATCH


class Command(ActCommand):
    help = "Evaluate the members that are due, or all of them, as of today or of an earlier day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="everyone, due or not")
        parser.add_argument("--ksn", help="one member, and explain it")
        parser.add_argument("--as-of", type=day_argument, metavar="DATE", help="a day, as 2026-01-31")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes to use (1)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"]
        if as_of and not options["all"] and not options["ksn"]:
            raise CommandError("Nothing is due in the past. Say --all or --ksn with --as-of.")
        if options["workers"] < 1:
            raise CommandError("--workers must be 1 or more.")
        self._run(options, as_of or clock.today())

    def _run(self, options: dict[str, Any], as_of: date) -> None:
        before = selectors.last_evaluation_id()
        started = time.monotonic()
        if options["ksn"]:
            services.evaluate_shippers(shipper_ids=[selectors.shipper_of_ksn(options["ksn"])], as_of=as_of)
        elif options["all"]:
            _everyone(as_of, options["workers"])
        else:
            _due(options["workers"])
        seconds = time.monotonic() - started
        retrospective = as_of < clock.today()
        if not retrospective:
            drain()
        summary = evaluations_summary(after_id=before, retrospective=retrospective, as_of=as_of)
        examples = evaluations_by_id(summary.examples)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(summary, examples, as_of, seconds), indent=1))
        else:
            self._report(summary, examples, as_of, seconds)

    def _report(self, summary: EvaluationsSummary, examples: list[Evaluation], as_of: date, seconds: float) -> None:
        self.stdout.write(f"{summary.evaluated:,} evaluated as of {as_of}, in {seconds:.1f} s")
        for tier in range(TOP + 1):
            entered, kept = summary.enter.get(tier, 0), summary.keep.get(tier, 0)
            self.stdout.write(f"  tier {tier}: {entered:,} may enter, {kept:,} may keep")
        if summary.binding:
            self.stdout.write("Rules that keep members from rising:")
        for rule, count in summary.binding.items():
            self.stdout.write(f"  {RULES[rule].TITLE}: {count:,}")
        for evaluation in examples:
            self.stdout.write("")
            self.stdout.write(f"{evaluation.shipper.ksn}: {explanations.summary_sentence(evaluation)}")
            for text in explanations.finding_texts_of(evaluation, Reader.OFFICER):
                mark = "*" if text.binding else "-"
                self.stdout.write(f"  {mark} {text.title} (enter {text.enter}, keep {text.keep}): {text.sentence}")
            if evaluation.enter < TOP and not evaluation.retrospective:
                self.stdout.write(f"  To enter tier {evaluation.enter + 1}, if nothing else is recorded:")
                path = judgment_today(evaluation.shipper_id).path(evaluation.enter + 1)
                for step in explanations.path_texts(path, Reader.OFFICER).steps:
                    self.stdout.write(f"    {step}")


def _as_json(summary: EvaluationsSummary, examples: list[Evaluation], as_of: date, seconds: float) -> dict[str, Any]:
    return {
        "evaluated": summary.evaluated,
        "as_of": as_of.isoformat(),
        "seconds": round(seconds, 3),
        "enter": {str(tier): count for tier, count in summary.enter.items()},
        "keep": {str(tier): count for tier, count in summary.keep.items()},
        "binding": summary.binding,
        "examples": [
            {
                "ksn": evaluation.shipper.ksn,
                "enter": evaluation.enter,
                "keep": evaluation.keep,
                "suspend": evaluation.suspend,
                "findings": evaluation.findings,
                "sentences": [text.sentence for text in explanations.finding_texts_of(evaluation, Reader.OFFICER)],
            }
            for evaluation in examples
        ],
    }


def _everyone(as_of: date, workers: int) -> None:
    with _processes(workers) as pool:
        chunks = selectors.watched_in_batches(CHUNK)
        if pool is None:
            for chunk in chunks:
                services.evaluate_shippers(shipper_ids=chunk, as_of=as_of)
        else:
            for done in [pool.submit(_evaluate, chunk, as_of) for chunk in chunks]:
                done.result()


def _due(workers: int) -> None:
    with _processes(workers) as pool:
        if pool is None:
            _evaluate_due()
        else:
            for done in [pool.submit(_evaluate_due) for _worker in range(workers)]:
                done.result()


def _evaluate(shipper_ids: list[int], as_of: date) -> int:
    return services.evaluate_shippers(shipper_ids=shipper_ids, as_of=as_of)


def _evaluate_due() -> None:
    while services.evaluate_due(limit=CHUNK):
        pass


@contextmanager
def _processes(workers: int) -> Iterator[Executor | None]:
    if workers == 1:
        yield None
        return
    # New processes instead of forks, since processes can't share a database connection.
    with ProcessPoolExecutor(min(workers, os.cpu_count() or 1), get_context("spawn"), django.setup) as pool:
        yield pool
