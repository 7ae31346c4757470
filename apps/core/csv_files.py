"""The rows of a CSV file whose columns an operator names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError

from apps.core.csv_rows import cells_read

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
