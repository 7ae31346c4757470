"""The file in which a command leaves the lines that it rejected."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import CommandError

from apps.core.spreadsheets import CsvWriter


class RejectedLines:
    """The file of rejected lines, each with its number and reason, to be corrected and read again.

    The file is deleted if no line was rejected.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.columns, self.count = path, columns, 0

    def __enter__(self) -> "RejectedLines":
        try:
            self._file = self.path.open("w", newline="", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise CommandError(
                f"{self.path} can't be written ({error.strerror}). Name another with --rejected."
            ) from None
        self._writer = CsvWriter(self._file)
        self._writer.write(["line", "reason", *self.columns])
        return self

    def write(self, number: int, reason: str, cells: Iterable[str]) -> None:
        """Add a rejected line, by the number of the line in its file."""
        self._writer.write([number, reason, *cells])
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if not self.count:
            self.path.unlink()
