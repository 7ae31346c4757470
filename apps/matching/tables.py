"""The rows of a CSV file whose columns an operator names."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError


def rows_read(file: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file in UTF-8 with their number, from 1; raise CommandError without file or columns."""
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := [column for column in columns if column not in (rows.fieldnames or ())]:
                raise CommandError(
                    f"{file} has no column {', '.join(missing)}. Its columns are {', '.join(rows.fieldnames or ())}."
                )
            for number, row in enumerate(rows, start=1):
                yield number, {column: (row[column] or "").strip() for column in columns}
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise CommandError(f"{file} is not a CSV file in UTF-8: {error}.") from error
