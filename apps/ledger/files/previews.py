"""Previews of uploaded files: how the first lines are read, before anything is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.uploads import file_on_disk
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.files.headings import columns_guess, unread_reason
from apps.ledger.files.lines import FileLine, line_parser
from apps.ledger.files.notation import AMOUNTS, WrittenMeaning, day_order_guess, decimal_sign_guess
from apps.ledger.files.rows import FileRow, HistoryFile
from apps.ledger.models import SellerUpload
from apps.ledger.vocabulary import DayOrder, DecimalSign
from apps.shippers.models import Shipper

MAX_SAMPLES = 3
MAX_SAMPLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file, with samples of its values. `never` says why the column is never read, if so."""

    name: str
    samples: Sequence[str]
    never: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The first lines of a file."""

    upload: SellerUpload
    headings: list[Heading]
    rows: list[FileRow]

    def guess_columns(self) -> dict[str, str]:
        """Guess the column of each field."""
        return columns_guess(heading.name for heading in self.headings if not heading.never)

    def notation_guess(self) -> tuple[DayOrder, DecimalSign]:
        """Guess the notation of the days and numbers in the guessed columns."""
        found = self.guess_columns()
        numbers = [text for name in AMOUNTS if name in found for text in _texts(self.rows, found[name])]
        return day_order_guess(_texts(self.rows, found.get("date", ""))), decimal_sign_guess(numbers)

    def lines(self) -> list[FileLine]:
        """Parse the first lines as the file is described."""
        return list(map(line_parser(source_of(self.upload.shipper), meaning_of(self.upload)), self.rows))


def preview_of(upload: SellerUpload) -> FilePreview:
    """Return the preview of an uploaded file. Raises Invalid for a file that can't be read."""
    with file_on_disk(upload.file) as path:
        file = HistoryFile(path, upload.name)
        rows = file.sample()
    names = file.columns or [name for row in rows if not row.errors for name in row.values]
    headings = [Heading(name, _samples(rows, name), unread_reason(name)) for name in dict.fromkeys(names) if name]
    return FilePreview(upload, headings, rows)


def source_of(shipper: Shipper) -> str:
    """Return the reporter code of a business for facts about itself. The code does not reveal the business."""
    return f"seller-{shipper.pk}"


def meaning_of(upload: SellerUpload) -> WrittenMeaning:
    """Return the described meaning of an upload, in which all shipments are the business's own."""
    constants = {**upload.constants, KSN_SOURCE: upload.shipper.ksn or ""}
    return WrittenMeaning(dict(upload.columns), constants, (), upload.day_order, upload.decimal_sign)


def _samples(rows: Sequence[FileRow], name: str) -> list[str]:
    return [text[:MAX_SAMPLE_LENGTH] for text in dict.fromkeys(_texts(rows, name)) if text][:MAX_SAMPLES]


def _texts(rows: Sequence[FileRow], name: str) -> list[str]:
    return [str(row.values.get(name) or "").strip() for row in rows]
