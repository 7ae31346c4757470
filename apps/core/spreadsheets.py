"""Tables for spreadsheets, of any number of rows in constant memory: XLSX, and CSV without formulas."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import batched, chain, islice
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

type Cell = str | int | Decimal | date | None
type Row = Sequence[Cell]

# The most rows that a sheet of Excel can hold, less the row of headings.
ROWS_PER_SHEET = 1_048_575
ROWS_AT_ONCE = 500
# The byte order mark, by which Excel knows that a text file is in UTF-8.
MARK = "\ufeff"
# A spreadsheet takes a cell that begins with one of these for a formula and runs the formula.
FORMULA_MARKS = "=+\\-@＝＋－＠"
# Where some spreadsheet may see the beginning of a cell, whatever the separator of this file: it follows the settings
# of the reader's country, and quotes stop counting once the separator is another. Quotes and blanks may stand before.
SEPARATOR = r"(?:\A|[,;|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029])"
GUARDED = re.compile(rf'({SEPARATOR}["\s]{{0,20}})(?=[{FORMULA_MARKS}])')
# A formula in a table that people send. Exports of shops write ="00123" for a number that keeps its zeros: a text. A
# number, a telephone number or words after another mark are none either, if they reach up to the end of the cell, call
# no function, and name no other program (cmd|topic!item).
WORDS = r"""(?:[\w .%/:#€$£¥°+*&\xa0-]|(?<=\w)['’]|(?<![^\W\d])(?<![^\W\d]\d)\([\w .%-]*\))*+"""
ENDS = r"""(?(quote)["]?)(?:[,;\t\r\n]|\Z|\|(?![^,;|\t\r\n]*!))"""
TEXT = r"""["]{1,2}[^"\r\n]{0,200}["]{1,3}[ ]{0,20}(?:[,;|\t\r\n]|\Z)"""
FORMULA = re.compile(
    rf"""{SEPARATOR}\s{{0,20}}+(?P<quote>["])?+["\s]{{0,20}}+"""
    rf"(?P<cell>(?:[=＝](?!{TEXT})|[+\-@＋－＠](?!{WORDS}{ENDS}))[^\r\n]{{0,20}})"
)
BREAKS = ("\t", "\r", "\n")


class _Echo:
    """A file that returns each line that is written, so that a CSV writer makes lines without a buffer."""

    def write(self, line: str) -> str:
        return line


class CsvWriter:
    """Write rows to a text file as CSV in which no spreadsheet finds a formula. All CSV of the site is written here."""

    def __init__(self, file: "SupportsWrite[str]") -> None:
        self._writer = csv.writer(file)

    def write(self, row: Iterable[Cell]) -> Any:
        """Write a row; return what the file returned."""
        return self._writer.writerow(map(plain, row))


def csv_stream(head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as CSV in UTF-8, after a byte order mark and the headings."""
    writer = CsvWriter(_Echo())
    yield MARK.encode()
    for batch in batched(chain([head], rows), ROWS_AT_ONCE):
        yield "".join(writer.write(row) for row in batch).encode("utf-8", "backslashreplace")


def plain(cell: Cell) -> str:
    """Return a cell as a text that no spreadsheet runs: ISO dates, numbers with a point, a quote before a formula."""
    if isinstance(cell, str):
        return ("'" if cell.startswith(BREAKS) else "") + GUARDED.sub(r"\1'", cell)
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else format(cell, "f" if isinstance(cell, Decimal) else "")


def formula_in(text: str) -> str:
    """Return the beginning of the first cell of a CSV text that some spreadsheet would run; "" if there is none."""
    found = FORMULA.search(text)
    return found["cell"] if found else ""


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
    try:
        book.close()
    except FileCreateError as error:
        # The library hides the error of the disk, by which the answer is chosen.
        raise error.args[0] from None
    file.seek(0)
    return file
