"""Backups: copies of the database server, of what was committed since, and of the files, and a program restored from
them to any moment between. Why so: docs/adr/0151-backups-by-the-servers-own-programs.md.

    FOLDER/timeline-1/2026-12-01T22-10-05.310742Z/  a copy of the server: a full one, or what has changed since the last
    FOLDER/timeline-1/wal/                          all changes, received while they are made
    FOLDER/files/media/                             the files that the database names
    FOLDER/removed/2026-12-01T22-10-05.310742Z/     files that the program no longer had at that moment

A server that was restored or promoted counts a new timeline, and its copies begin with a full one.
"""

from datetime import UTC, datetime

_NAME = "%Y-%m-%dT%H-%M-%S.%fZ"


class BackupError(RuntimeError):
    """A backup can't be made or restored. The message says why and what to do."""


def name_of(moment: datetime) -> str:
    """Return the name of a folder for a moment; the names sort as the moments do."""
    return moment.astimezone(UTC).strftime(_NAME)


def moment_of(name: str) -> datetime:
    """Return the moment that names a folder. Raises ValueError for any other name."""
    return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
