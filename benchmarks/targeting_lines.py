"""Lines of declarations to measure targeting with, read as `import_history` reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from apps.ledger.files.lines import line_parser
from apps.ledger.files.meanings import Meaning
from apps.ledger.files.rows import FileRow, HistoryFile
from apps.targeting.risk_model import PastParcel, arrival_of
from benchmarks.data import DATA

DECLARATIONS = DATA / "declarations" / "declarations_2020.csv"
SOURCE = "declarations"
MAPS = (
    "reference=Declaration ID",
    "date=Date",
    "seller=Seller ID",
    "hs=HS6 Code",
    "origin=Country of Origin",
    "departure=Country of Departure",
    "value=Item Price",
    "weight_kg=Net Mass",
    "mode=Mode of Transport",
    "entry_type=Import Type",
    "port=Office ID",
    "carrier=Courier ID",
    "declarant=Declarant ID",
)
SETS = ("currency=KRW", "exam_basis=risk")
OUTCOMES = ("Fraud:1=undervaluation",)


@dataclass(slots=True)
class Lines:
    """The examples of files in the order of their days, and the counts of lines that were read and rejected.

    `unattributed` counts the lines that name no seller. An import rejects them, since no record can hold them; but
    such a parcel arrives and is opened like any other, so they teach and are ranked as parcels of an unknown seller.
    """

    examples: list[PastParcel] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    unattributed: int = 0


def lines_read(
    paths: Sequence[Path], maps: Sequence[str] = MAPS, sets: Sequence[str] = SETS, outcomes: Sequence[str] = OUTCOMES
) -> Lines:
    """Return the lines of files. Raises Invalid for a file or a meaning that can't be read."""
    meaning = Meaning.parse(maps, sets, outcomes)
    lines = Lines()
    for path in paths:
        file = HistoryFile(path)
        file.check_columns(meaning.used_columns())
        lines.examples += _examples(file, meaning, lines)
    lines.examples.sort(key=lambda example: example.arrival.day)
    return lines


def quarter_of(example: PastParcel) -> str:
    """Return the quarter of a line, such as 2020-3."""
    day = example.arrival.day
    return f"{day.year}-{(day.month + 2) // 3}"


def _examples(file: HistoryFile, meaning: Meaning, lines: Lines) -> Iterator[PastParcel]:
    parse, seller_column = line_parser(SOURCE, meaning), meaning.columns.get("seller", "")
    for row in file.rows(lambda _share: None):
        line = parse(row)
        lines.read += 1
        fact, seller = line.shipment, line.shipment.seller.code if line.shipment else ""
        wrong = bool(line.violations)
        if line.errors.keys() == {"seller"}:
            lines.unattributed += 1
            # The same line, as if it named one: only for its other fields.
            again = parse(FileRow(row.number, row.values | {seller_column: "unknown"}, {}))
            fact, seller, wrong = again.shipment, "", bool(again.violations)
        elif line.errors:
            lines.rejected += 1
        if fact:
            yield PastParcel(arrival_of(fact.content, seller=seller, day=fact.content["date"]), wrong)
