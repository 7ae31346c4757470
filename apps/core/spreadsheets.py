"""Exports for spreadsheets of any number of rows in constant memory: CSV as a stream, XLSX as a temporary file."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import batched, chain, islice
from typing import IO

import xlsxwriter

type Cell = str | int | Decimal | date | None
type Row = Sequence[Cell]

# The most rows that a sheet of Excel can hold, less the row of headings.
ROWS_PER_SHEET = 1_048_575
ROWS_AT_ONCE = 500
# The byte order mark, by which Excel knows that a text file is in UTF-8.
MARK = "\ufeff"
# A spreadsheet takes a text that begins with one of these for a formula and runs the formula.
FORMULA_MARKS = tuple("=+-@\t\r\n＝＋－＠")


class _Echo:
    """A file that returns each line that is written, so that a CSV writer makes lines without a buffer."""

    def write(self, line: str) -> str:
        return line


def csv_stream(head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as CSV in UTF-8, after a byte order mark and the headings."""
    writer = csv.writer(_Echo())
    yield MARK.encode()
    for batch in batched(chain([head], rows), ROWS_AT_ONCE):
        yield "".join(writer.writerow(map(plain, row)) for row in batch).encode("utf-8", "backslashreplace")


def plain(cell: Cell) -> str:
    """Return a cell as a text that no spreadsheet runs: ISO dates, numbers with a point, a quote before a formula."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_MARKS) else cell
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else format(cell, "f" if isinstance(cell, Decimal) else "")


def xlsx_file(head: Row, rows: Iterable[Row]) -> IO[bytes]:
    """Write rows to a workbook in a temporary file, which is deleted when the caller closes it."""
    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 (the caller closes it)
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    bold = book.add_format({"bold": True})
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    remaining = iter(rows)
    while True:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(head):
            sheet.write_string(0, column, str(heading), bold)
        for written, row in enumerate(islice(remaining, ROWS_PER_SHEET), start=1):
            for column, cell in enumerate(row):
                if cell in (None, ""):
                    continue
                if isinstance(cell, str):
                    sheet.write_string(written, column, cell)
                elif isinstance(cell, date):
                    # pyrefly: ignore[no-matching-overload] (it writes days as well as moments)
                    sheet.write_datetime(written, column, cell, dates)
                else:
                    sheet.write_number(written, column, float(cell))
        following = next(remaining, None)
        if following is None:
            break
        remaining = chain([following], remaining)
    book.close()
    file.seek(0)
    return file
