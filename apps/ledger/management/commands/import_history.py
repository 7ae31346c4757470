"""The command that records sellers, shipments and violations from a CSV or NDJSON file."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.core.rejected_lines import RejectedLines
from apps.events import services as events
from apps.ledger import services
from apps.ledger.facts import Errors
from apps.ledger.files.meanings import Meaning
from apps.ledger.files.rows import FileRow, HistoryFile
from apps.ledger.vocabulary import ReporterKind

BAR = 40


class Command(ActCommand):
    help = (
        "Record sellers, shipments and violations from a CSV or NDJSON file (.gz too). A stopped run goes on where it "
        "stopped; a repeated run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="code of the reporter of the facts")
        parser.add_argument(
            "--kind", default=ReporterKind.AGENCY, choices=ReporterKind.values, help="of a new reporter (agency)"
        )
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="the column of a field")
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="the value of a field on all lines"
        )
        parser.add_argument(
            "--outcome",
            action="append",
            default=[],
            metavar="COLUMN:VALUE=CATEGORY",
            help=(
                "a value that means a violation of the line's shipment; sustained and by negligence unless set. You "
                "stand for it: it counts as a finding of the source, whatever the kind of the source"
            ),
        )
        parser.add_argument(
            "--enroll", action="store_true", help="make each seller an active member from its first date"
        )
        parser.add_argument("--rejected", type=Path, help="where to write rejected lines (NAME.rejected.csv here)")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")

    def handle(self, **options: Any) -> None:
        meaning = Meaning.parse(options["map"], options["set"], options["outcome"])
        file = HistoryFile(options["file"])
        file.check_columns(meaning.used_columns())
        columns = file.columns
        path = options["rejected"] or Path(f"{file.name}.rejected.csv")
        with RejectedLines(path, columns or ["content"]) as rejected:
            reporter = services.reporter_ensure(code=options["source"], kind=options["kind"])
            summary = services.history_import(
                file=file,
                meaning=meaning,
                reporter=reporter,
                on_rejected=lambda row, errors: rejected.write(row.number, _reason(errors), _cells(row, columns)),
                progress=self._progress(),
                by_operator=True,
            )
        if options["enroll"]:
            services.sellers_enroll(since=summary.since)
            events.drain()
        remarks = summary.recording.remarks.count()
        figures = {
            "read": summary.read,
            "accepted": summary.accepted,
            "amended": summary.amended,
            "duplicates": summary.duplicates,
            "stale": summary.stale,
            "rejected": summary.rejected,
            "sellers": len(summary.since),
            "violations": summary.violations,
        }
        if options["json"]:
            result = {
                "reporter": reporter.code,
                "remarks": remarks,
                "rejected_lines": str(rejected.path) if rejected.count else None,
            }
            self.stdout.write(json.dumps(figures | result))
            return
        self.stdout.write(", ".join(f"{name}: {number:,}" for name, number in figures.items()))
        kind = reporter.get_kind_display().lower()
        self.stdout.write(f"Recorded as reports of {reporter} ({reporter.code}, {kind}).")
        if remarks:
            number = summary.recording.pk
            self.stdout.write(f"Recorded otherwise than sent: {remarks:,}. The page of recording {number} says why.")
        if rejected.count:
            self.stdout.write(f"Rejected lines, each with its number and reason: {rejected.path}")

    def _progress(self) -> Callable[[float], None]:
        """Return a function that draws a progress bar on a terminal, and does nothing elsewhere."""
        if not self.stderr.isatty():
            return lambda _share: None

        def draw(share: float) -> None:
            self.stderr.write(f"\r[{'#' * round(share * BAR):{BAR}}] {share:4.0%}", ending="\n" if share == 1 else "")
            self.stderr.flush()

        return draw


def _cells(row: FileRow, columns: Sequence[str]) -> Iterator[str]:
    """Return the cells of a row of a CSV file, or the one object of an NDJSON file, which has no columns."""
    return map(str, row.values.values() if columns else [json.dumps(row.values, ensure_ascii=False)])


def _reason(errors: Errors) -> str:
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in errors.items())
