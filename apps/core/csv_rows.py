"""The rows of CSV, read one by one in memory that no row makes grow: of files whose columns an operator names, and of
tables that are part of the program.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


class _LongRow(Exception):
    """A row has more characters than a row may have."""


def cells_read(
    lines: Iterator[str | None], *, delimiter: str = ",", max_length: int
) -> Iterator[tuple[int, list[str], str]]:
    """Return the rows of CSV: the number of the first line of each, counted from 0, its cells, and why the row can't be
    read; "" where it can.

    Quotation marks carry a row over several lines. One that is never closed ends with the line with which the row has
    more than `max_length` characters, so that it takes neither all that follows nor all memory. A line is None where it
    was too long to be kept.
    """
    numbered = enumerate(lines)
    for number, line in numbered:
        following = (line for _number, line in numbered)
        row = csv.reader(_lines_of_row(chain([line], following), max_length), delimiter=delimiter)
        try:
            yield number, next(row, []), ""
        except _LongRow:
            yield number, [], line_too_long(max_length)
        except csv.Error as error:
            yield number, [], _("This line is not CSV: %(error)s.") % {"error": error}


def table_rows(table: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table that is part of the program, by the names of its columns: a CSV file in UTF-8."""
    with table.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def cells_error(cells: Sequence[str], columns: Sequence[str]) -> str:
    """Return why the cells of a row can't be those of the columns; "" where they can."""
    if len(cells) != len(columns):
        message = _("This line has %(cells)s cells, and the first line %(columns)s.")
        return message % {"cells": len(cells), "columns": len(columns)}
    return "" if all(map(is_utf8, cells)) else _("This line is not in UTF-8.")


def line_too_long(max_length: int) -> str:
    """Return the error of a line that is longer than a line may be."""
    return _("This line is longer than %(most)d KB.") % {"most": max_length // 1024}


def is_utf8(text: str) -> bool:
    """Tell whether a text was read from UTF-8, with `surrogateescape` for the bytes that are not."""
    return text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text)


def readable(text: str) -> str:
    """Return a text that was read with `surrogateescape`, with a mark in the place of each byte that is not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _lines_of_row(lines: Iterator[str | None], max_length: int) -> Iterator[str]:
    """Return the lines of a row, as its reader asks for them; raise _LongRow beyond `max_length`."""
    length = 0
    for line in lines:
        length += max_length + 1 if line is None else len(line)
        if line is None or length > max_length:
            raise _LongRow
        yield line


# Far more than a line of any list that is compared.
MAX_ROW_LENGTH = 2**16


def rows_read(file: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file in UTF-8 with their number, from 1; raise CommandError without file or columns."""
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            rows = _rows(file, lines)
            header = next(rows, [])
            if missing := [column for column in columns if column not in header]:
                raise CommandError(f"{file} has no column {', '.join(missing)}. Its columns are {', '.join(header)}.")
            places = {column: header.index(column) for column in columns}
            for number, cells in enumerate(rows, start=1):
                yield number, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not a CSV file in UTF-8: {error}.") from error


def _rows(file: str, lines: Iterator[str]) -> Iterator[list[str]]:
    """Yield the cells of the rows that are not blank; raise CommandError for a row that can't be read."""
    for number, cells, unread in cells_read(lines, max_length=MAX_ROW_LENGTH):
        if unread:
            raise CommandError(f"{file}, line {number + 1:,}: {unread}")
        if cells:
            yield cells
