"""The rows of a CSV or NDJSON file, gzipped or not."""

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.core.csv_rows import cells_error, cells_read, is_utf8, readable
from apps.core.errors import InvalidInput
from apps.ledger.facts import Errors

GZIP = b"\x1f\x8b"
NDJSON_SUFFIXES = frozenset({".ndjson", ".jsonl"})
HEAD_BYTES = 4096
BLOCK = 2**20
# Where the comma is the decimal sign, spreadsheets write semicolons between cells.
DELIMITERS = ",;\t"
_QUOTED = re.compile('"[^"]*"')
MAX_LINE_LENGTH = 2**20
# A sample is read while a person waits: so many rows, from so many characters.
MAX_SAMPLE_ROWS = 1_000
MAX_SAMPLE_LENGTH = 2**22


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of a file. `number` is the first line of the row; `errors` says why the row can't be read, if so."""

    number: int
    values: dict[str, Any]
    errors: Errors


class HistoryFile:
    """A CSV or NDJSON file, gzipped or not. `name` is the name in messages.

    Raises Invalid for a file that can't be read or is neither CSV nor NDJSON.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self.path, self.name = path, name or path.name
        self._about = {"path": name or path}
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                self.is_gzipped = path.suffix.lower() == ".gz" or file.peek(len(GZIP)).startswith(GZIP)
                head = self._unpack(file).read(HEAD_BYTES)
        except FileNotFoundError:
            raise InvalidInput(_("There is no file %(path)s.") % self._about) from None
        except (EOFError, zlib.error):
            raise self._damage_refusal() from None
        except OSError as error:
            raise InvalidInput(_("%(path)s can't be read: %(error)s") % {**self._about, "error": error}) from None
        if not head.strip():
            raise InvalidInput(_("%(path)s is empty.") % self._about)
        if b"\0" in head:
            raise InvalidInput(_("%(path)s is not a text file. Give a CSV or NDJSON file, in UTF-8.") % self._about)
        suffixes = {suffix.lower() for suffix in path.suffixes}
        self.is_ndjson = bool(suffixes & NDJSON_SUFFIXES) or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
        self.columns = [] if self.is_ndjson else self._header(head)

    def digest(self, *meaning: str) -> str:
        """Return a digest of the content and the meaning of the file, in hexadecimal."""
        with self.path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256")
        content.update(json.dumps(meaning).encode())
        return content.hexdigest()

    def check_columns(self, wanted: Sequence[str]) -> None:
        """Raise Invalid if a wanted column is missing in a CSV file."""
        missing = [column for column in wanted if column not in self.columns]
        if missing and not self.is_ndjson:
            raise InvalidInput(
                _("%(path)s has no column “%(column)s”. Its columns are: %(columns)s.")
                % {**self._about, "column": missing[0], "columns": ", ".join(self.columns)}
            )

    def sample(self, errors: str = "surrogateescape") -> list[FileRow]:
        """Return the first rows: up to `MAX_SAMPLE_ROWS`, from the first `MAX_SAMPLE_LENGTH` characters."""
        return list(islice(self.rows(lambda _share: None, most=MAX_SAMPLE_LENGTH, errors=errors), MAX_SAMPLE_ROWS))

    def check_sample(self) -> None:
        """Raise Invalid if the file has no rows, or the first are not in UTF-8, which most programs no longer write
        otherwise, but spreadsheets do.
        """
        try:
            rows = self.sample("strict")
        except UnicodeDecodeError:
            raise InvalidInput(
                _(
                    "“%(path)s” is not in UTF-8, so letters such as ü or ñ can't be read. In your spreadsheet, save it "
                    "as “CSV UTF-8”, and send that file."
                )
                % self._about,
                code="not_utf8",
            ) from None
        if not rows:
            raise InvalidInput(_("“%(name)s” has no lines below the names of its columns.") % {"name": self.name})

    def check_size(self, largest: int, progress: Callable[[float], None]) -> None:
        """Raise Invalid if the file is larger than so many bytes once it is unpacked, or can't be unpacked."""
        size = 0
        try:
            with self.path.open("rb") as file, self._unpack(file) as content:
                while block := content.read(BLOCK):
                    size += len(block)
                    if size > largest:
                        raise too_large(self.name, largest)
                    progress(file.tell() / self.size)
        except (OSError, EOFError, zlib.error):
            raise self._damage_refusal() from None

    def rows(
        self, progress: Callable[[float], None], *, most: int | None = None, errors: str = "surrogateescape"
    ) -> Iterator[FileRow]:
        """Return the rows in order, or those of the first `most` characters.

        `progress` is called with the share of the file read, from 0 to 1. Bytes that are not UTF-8 are an error of
        their line; where `errors` is "strict", they raise UnicodeDecodeError.
        """
        with self.path.open("rb") as file:
            content = self._unpack(file)
            text = io.TextIOWrapper(content, "utf-8-sig", errors=errors, newline="")
            lines = self._lines(text, most)
            rows = self._ndjson_rows(lines) if self.is_ndjson else self._csv_rows(lines)
            try:
                for count, row in enumerate(rows):
                    if count % 1_000 == 0:
                        progress(file.tell() / self.size)
                    yield row
            except (OSError, EOFError, zlib.error) as error:
                raise InvalidInput(
                    _("%(path)s is damaged: %(error)s. Get the file again and run this again.")
                    % {**self._about, "error": error}
                ) from None
        progress(1)

    def _csv_rows(self, lines: Iterator[str]) -> Iterator[FileRow]:
        rows = cells_read(lines, delimiter=self._delimiter, max_length=MAX_LINE_LENGTH)
        next(rows)
        for number, cells, error in rows:
            if cells or error:
                error = error or cells_error(cells, self.columns)
                values = dict(zip(self.columns, map(readable, cells) if error else cells, strict=False))
                yield FileRow(number + 1, values, {"line": [error]} if error else {})

    def _ndjson_rows(self, lines: Iterator[str]) -> Iterator[FileRow]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError):
                values = None
            if isinstance(values, dict) and is_utf8(line):
                yield FileRow(number, values, {})
            else:
                message = _("This line is not a JSON object in UTF-8.")
                yield FileRow(number, {"line": readable(line.strip())}, {"line": [message]})

    def _lines(self, text: io.TextIOBase, most: int | None) -> Iterator[str]:
        read = 0
        while (most is None or read < most) and (line := text.readline(MAX_LINE_LENGTH)):
            read += len(line)
            if len(line) == MAX_LINE_LENGTH:
                raise InvalidInput(
                    _("%(path)s has a line of more than a million characters. It is not a list.") % self._about
                )
            yield line

    def _header(self, head: bytes) -> list[str]:
        text = head.decode("utf-8-sig", errors="replace")
        if len(head) == HEAD_BYTES and "\n" not in text:
            raise InvalidInput(_("%(path)s has no line of column names.") % self._about)
        self._delimiter = max(DELIMITERS, key=_QUOTED.sub("", text.partition("\n")[0]).count)
        return [column.strip() for column in next(csv.reader(io.StringIO(text), delimiter=self._delimiter), [])]

    def _damage_refusal(self) -> InvalidInput:
        return InvalidInput(_("“%(name)s” is damaged and can't be unpacked. Pack it again.") % {"name": self.name})

    def _unpack(self, file: io.BufferedReader) -> gzip.GzipFile | io.BufferedReader:
        return gzip.GzipFile(fileobj=file) if self.is_gzipped else file


def too_large(name: str, largest: int) -> InvalidInput:
    """Return the refusal of a file of more bytes than are taken."""
    return InvalidInput(
        _("“%(name)s” is larger than %(limit)d MB. Send it in parts.") % {"name": name, "limit": largest // 2**20},
        code="file_too_large",
    )
