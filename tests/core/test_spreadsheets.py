"""Exports for spreadsheets hold no formula and any number of rows, in constant memory."""

import csv
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from apps.core import spreadsheets
from apps.core.spreadsheets import Row, csv_stream, xlsx_file

HEAD = ["Date", "Number", "Goods", "Value"]
MEBIBYTE = 2**20


def rows(count: int) -> Iterator[Row]:
    for number in range(count):
        yield [date(2026, 1, 31), f"1Z{number:08}", f"Cotton scarf {number} " * 4, Decimal("12.50")]


def read(stream: Iterator[bytes]) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(stream).decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1"])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    assert read(csv_stream(["A"], [[text]])) == [["A"], [f"'{text}"]]


def test_dates_and_numbers_are_plain_and_any_text_is_kept() -> None:
    shown = read(
        csv_stream(HEAD, [[date(2026, 1, 31), 'a "b", c', "围巾\nrojo", Decimal("1E+3")], [None, "", 5, Decimal(-2)]])
    )
    assert shown == [HEAD, ["2026-01-31", 'a "b", c', "围巾\nrojo", "1000"], ["", "", "5", "-2"]]


def test_a_workbook_keeps_texts_as_texts_and_continues_on_the_next_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "ROWS_PER_SHEET", 3)
    with xlsx_file(HEAD, [*rows(6), [None, "=1+1", "", Decimal(1)]]) as file, zipfile.ZipFile(file) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(1, len(names) + 1)]
    assert [sheet.count("<row ") for sheet in sheets] == [4, 4, 2], "each with its headings"
    assert "<f>" not in "".join(sheets)
    assert "=1+1" in sheets[2]
    with xlsx_file(HEAD, []) as file, zipfile.ZipFile(file) as book:
        assert book.read("xl/worksheets/sheet1.xml").decode().count("<row ") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "write",
    [lambda count: sum(map(len, csv_stream(HEAD, rows(count)))), lambda count: xlsx_file(HEAD, rows(count)).close()],
)
def test_memory_does_not_grow_with_the_rows(write: Callable[[int], object]) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            write(count)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    write(10)
    assert peak(20_000) < peak(2_000) + MEBIBYTE
