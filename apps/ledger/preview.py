"""How a file of shipments that a business brought will be read, before anything of it is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from apps.ledger.facts import KSN_SOURCE
from apps.ledger.files import HistoryFile, Meaning, Row
from apps.ledger.headings import guess, never_read
from apps.ledger.lines import Line, line_parser
from apps.ledger.models import SellerUpload
from apps.shippers.models import Shipper

LINES = 1_000
SAMPLES = 3


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


def meaning_of(upload: SellerUpload) -> Meaning:
    """What the columns mean, and whose the shipments are: whatever the file says, those of the business itself."""
    return Meaning(dict(upload.columns), {**upload.constants, KSN_SOURCE: upload.shipper.ksn}, ())


def _samples(rows: Sequence[Row], name: str) -> list[str]:
    found = dict.fromkeys(str(row.values.get(name) or "").strip()[:60] for row in rows)
    return [text for text in found if text][:SAMPLES]
