"""The folder outside of the database in which seals are published, a file a day: a bucket may be mounted there."""

import os
import re
from datetime import date
from pathlib import Path

from django.conf import settings

from apps.core.room import given_back

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")


def file_publish(day: date, content: bytes) -> None:
    """Write the file of a day, once. A file that is there already must have the same content.

    A file that was cut short by a crash is completed, one that could not be written is deleted. Raises FileExistsError
    for any other content, and any OSError of the folder.
    """
    path = _path(day)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("xb")
    except FileExistsError:
        present = path.read_bytes()
        if present == content:
            return
        if not content.startswith(present):
            raise
        file = path.open("wb")
    with given_back(path.unlink), file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def file_content(day: date) -> bytes | None:
    """Return the file of a day; None if there is none."""
    try:
        return _path(day).read_bytes()
    except FileNotFoundError:
        return None


def days_published() -> set[date]:
    """Return the days of which the folder has a file."""
    folder = Path(settings.SEALS_FOLDER)
    if not folder.is_dir():
        return set()
    return {date.fromisoformat(path.stem) for path in folder.glob("*.json") if _NAME.fullmatch(path.stem)}


def _path(day: date) -> Path:
    return Path(settings.SEALS_FOLDER) / f"{day.isoformat()}.json"
