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
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.ledger.facts import Errors

NDJSON_SUFFIXES = frozenset({".ndjson", ".jsonl"})
HEAD_BYTES = 4096
# Where the comma is the decimal sign, spreadsheets write semicolons between cells.
DELIMITERS = ",;\t"
_QUOTED = re.compile('"[^"]*"')
MAX_LINE_LENGTH = 2**20


@dataclass(frozen=True, slots=True)
class Row:
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
            with self._open() as content:
                head = content.read(HEAD_BYTES)
        except FileNotFoundError:
            raise Invalid(_("There is no file %(path)s.") % self._about) from None
        except (OSError, EOFError) as error:
            raise Invalid(_("%(path)s can't be read: %(error)s") % {**self._about, "error": error}) from None
        if not head.strip():
            raise Invalid(_("%(path)s is empty.") % self._about)
        if b"\0" in head:
            raise Invalid(_("%(path)s is not a text file. Give a CSV or NDJSON file, in UTF-8.") % self._about)
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
            raise Invalid(
                _("%(path)s has no column “%(column)s”. Its columns are: %(columns)s.")
                % {**self._about, "column": missing[0], "columns": ", ".join(self.columns)}
            )

    def rows(self, progress: Callable[[float], None]) -> Iterator[Row]:
        """Return the rows in order. `progress` is called with the share of the file read, from 0 to 1."""
        with self.path.open("rb") as file:
            content = gzip.GzipFile(fileobj=file) if self._is_gzipped() else file
            # Bytes that are not UTF-8 are an error of their line, not of the file.
            text = io.TextIOWrapper(content, "utf-8-sig", errors="surrogateescape", newline="")
            try:
                for count, row in enumerate(self._ndjson_rows(text) if self.is_ndjson else self._csv_rows(text)):
                    if count % 1_000 == 0:
                        progress(file.tell() / self.size)
                    yield row
            except (OSError, EOFError, zlib.error) as error:
                raise Invalid(
                    _("%(path)s is damaged: %(error)s. Get the file anew and run this again.")
                    % {**self._about, "error": error}
                ) from None
        progress(1)

    def _csv_rows(self, text: io.TextIOBase) -> Iterator[Row]:
        reader = csv.reader(self._lines(text), delimiter=self._delimiter)
        next(reader)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, {}, {"line": [str(error)]})
                continue
            if not cells:
                continue
            values = dict(zip(self.columns, cells, strict=False))
            errors: Errors = {}
            if len(cells) != len(self.columns):
                message = _("This line has %(cells)s cells, and the first line %(columns)s.")
                errors["line"] = [message % {"cells": len(cells), "columns": len(self.columns)}]
            elif not all(map(_is_utf8, cells)):
                errors["line"] = [_("This line is not in UTF-8.")]
            yield Row(number, values, errors)

    def _ndjson_rows(self, text: io.TextIOBase) -> Iterator[Row]:
        for number, line in enumerate(self._lines(text), start=1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (ValueError, RecursionError):
                values = None
            if isinstance(values, dict) and _is_utf8(line):
                yield Row(number, values, {})
            else:
                yield Row(number, {"line": line.strip()}, {"line": [_("This line is not a JSON object in UTF-8.")]})

    def _lines(self, text: io.TextIOBase) -> Iterator[str]:
        while line := text.readline(MAX_LINE_LENGTH):
            if len(line) == MAX_LINE_LENGTH:
                raise Invalid(
                    _("%(path)s has a line of more than a million characters. It is not a list.") % self._about
                )
            yield line

    def _header(self, head: bytes) -> list[str]:
        text = head.decode("utf-8-sig", errors="replace")
        if len(head) == HEAD_BYTES and "\n" not in text:
            raise Invalid(_("%(path)s has no line of column names.") % self._about)
        self._delimiter = max(DELIMITERS, key=_QUOTED.sub("", text.partition("\n")[0]).count)
        return [column.strip() for column in next(csv.reader(io.StringIO(text), delimiter=self._delimiter), [])]

    def _is_gzipped(self) -> bool:
        return self.path.suffix.lower() == ".gz"

    def _open(self) -> gzip.GzipFile | io.BufferedReader:
        return gzip.open(self.path) if self._is_gzipped() else self.path.open("rb")


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text)
