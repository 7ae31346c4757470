"""How a file of shipments that a business brought will be read, before anything of it is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from apps.ledger.facts import KSN_SOURCE
from apps.ledger.files.headings import guess, never_read
from apps.ledger.files.lines import Line, line_parser
from apps.ledger.files.notation import AMOUNTS, WrittenMeaning, guess_order, guess_sign
from apps.ledger.files.rows import HistoryFile, Row
from apps.ledger.models import SellerUpload
from apps.ledger.vocabulary import DayOrder, DecimalSign
from apps.shippers.models import Shipper

LINES = 1_000
SAMPLES = 3
LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file, with some of what it holds, and why it is not read if it never is."""

    name: str
    samples: Sequence[str]
    never: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The first lines of a file."""

    upload: SellerUpload
    headings: list[Heading]
    rows: list[Row]

    def guessed(self) -> dict[str, str]:
        """Which column probably holds which field."""
        return guess(heading.name for heading in self.headings if not heading.never)

    def guessed_writing(self) -> tuple[DayOrder, DecimalSign]:
        """How the dates and the numbers of those columns are probably written."""
        found = self.guessed()
        numbers = [text for name in AMOUNTS if name in found for text in _texts(self.rows, found[name])]
        return guess_order(_texts(self.rows, found.get("date", ""))), guess_sign(numbers)

    def lines(self) -> list[Line]:
        """The first lines as they will be read."""
        return list(map(line_parser(source_of(self.upload.shipper), meaning_of(self.upload)), self.rows))


def preview_of(upload: SellerUpload) -> Preview:
    """The first lines of a file that was brought. Raises Invalid where they can't be read at all."""
    file = HistoryFile(Path(upload.file.path), upload.name)
    rows = list(islice(file.rows(lambda _share: None), LINES))
    names = file.columns or [name for row in rows if not row.errors for name in row.values]
    headings = [Heading(name, _samples(rows, name), never_read(name)) for name in dict.fromkeys(names) if name]
    return Preview(upload, headings, rows)


def source_of(shipper: Shipper) -> str:
    """The code of a business as a source of facts about itself. It tells nobody who it is."""
    return f"seller-{shipper.pk}"


def meaning_of(upload: SellerUpload) -> WrittenMeaning:
    """What the columns mean, and whose the shipments are: whatever the file says, those of the business itself."""
    constants = {**upload.constants, KSN_SOURCE: upload.shipper.ksn or ""}
    return WrittenMeaning(dict(upload.columns), constants, (), upload.day_order, upload.decimal_sign)


def _samples(rows: Sequence[Row], name: str) -> list[str]:
    return [text[:LONGEST_SAMPLE] for text in dict.fromkeys(_texts(rows, name)) if text][:SAMPLES]


def _texts(rows: Sequence[Row], name: str) -> list[str]:
    return [str(row.values.get(name) or "").strip() for row in rows]
