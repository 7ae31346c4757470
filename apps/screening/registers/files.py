"""The file of a register: CSV, packed by gzip or zip or not, read line by line."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from apps.core.csv_rows import cells_error, cells_read
from apps.core.errors import InvalidInput

MAX_ROW_LENGTH = 2**20


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of a register. `number`: its place in the file. `error`: why the line can't be read, "" if it can."""

    number: int
    cells: Sequence[str]
    error: str


class RegisterFile:
    """A file of a register that is read line by line. `header` are the names of its columns.

    Raises Invalid for a file that can't be read, or lacks a column.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        with ExitStack() as stack:
            _number, self.header, error = next(self._rows(stack), (0, [], ""))
        if error or not any(self.header):
            raise InvalidInput(_("%(file)s is not a CSV file: it has no header.") % {"file": path})
        if missing := [column for column in columns if column not in self.header]:
            raise InvalidInput(
                _("%(file)s has no column %(missing)s. Its columns are: %(columns)s.")
                % {"file": path, "missing": ", ".join(missing), "columns": ", ".join(self.header)}
            )
        self._places = {column: self.header.index(column) for column in columns}

    def lines(self) -> Iterator[RegisterLine]:
        """Yield the lines after the header, without blank ones."""
        with ExitStack() as stack:
            rows = self._rows(stack)
            next(rows)
            for number, cells, error in rows:
                if cells or error:
                    yield RegisterLine(number + 1, cells, error or cells_error(cells, self.header))

    def named(self, line: RegisterLine) -> Mapping[str, str]:
        """Return the cells of a line by the names of the columns that the register reads."""
        return {column: line.cells[place] for column, place in self._places.items()}

    def _rows(self, stack: ExitStack) -> Iterator[tuple[int, list[str], str]]:
        try:
            unpacked = self._open(stack)
            text = io.TextIOWrapper(unpacked, "utf-8-sig", errors="surrogateescape", newline="")
            lines = iter(lambda: text.readline(MAX_ROW_LENGTH + 1), "")
            yield from cells_read(lines, max_length=MAX_ROW_LENGTH)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise InvalidInput(_("%(file)s can't be read: %(error)s") % {"file": self.path, "error": error}) from None

    def _open(self, stack: ExitStack) -> IO[bytes]:
        match self.path.suffix.lower():
            case ".zip":
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                names = archive.namelist()
                if len(names) != 1:
                    raise InvalidInput(_("%(file)s holds more than one file, or none.") % {"file": self.path})
                return stack.enter_context(archive.open(names[0]))
            case ".gz":
                return cast("IO[bytes]", stack.enter_context(gzip.open(self.path)))
        return stack.enter_context(self.path.open("rb"))
