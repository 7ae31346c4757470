"""The bytes of imports in the storage, from the first part that was sent until all facts are recorded."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage

FOLDER = "imports"


def content_create() -> str:
    """Create an empty content; return its place in the storage."""
    name = f"{FOLDER}/{uuid4().hex}"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=settings.FILE_UPLOAD_PERMISSIONS or 0o644)
    return name


def content_append(path: str, *, offset: int, blocks: Iterable[bytes]) -> int:
    """Write blocks at an offset of a content, on the disk when this returns; return how many bytes they have.

    Bytes beyond the offset, which a process that was killed has left, are dropped.
    """
    size = 0
    with open(default_storage.path(path), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        for block in blocks:
            file.write(block)
            size += len(block)
        file.flush()
        os.fsync(file.fileno())
    return size


def content_cut(path: str, size: int) -> None:
    """Drop all bytes of a content beyond a size."""
    os.truncate(default_storage.path(path), size)


def content_open(path: str) -> IO[bytes]:
    """Open a content, to be read from its beginning."""
    return open(default_storage.path(path), "rb")


def content_delete(path: str) -> None:
    """Delete a content, unless it is deleted already."""
    with suppress(FileNotFoundError):
        default_storage.delete(path)


def contents_before(moment: datetime) -> list[str]:
    """Return the places of all contents to which nothing was written since a moment."""
    folder = Path(default_storage.path(FOLDER))
    files = folder.iterdir() if folder.exists() else ()
    return [f"{FOLDER}/{file.name}" for file in files if file.stat().st_mtime < moment.timestamp()]
