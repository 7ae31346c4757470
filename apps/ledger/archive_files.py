"""The files of archived months: a line of JSON that says what follows, then the rows as PostgreSQL copies them in its
binary form, compressed by Zstandard. The same rows make the same content.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.core.compression import zstd
from apps.core.errors import InvalidInput, NotFound
from apps.core.room import given_back

FORMAT = "known-shipper-archive/1"
_BLOCK = 2**20
# Level 3 is that of the program zstd; 19 made files a fifth smaller in thirty times the time.
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that was written: its path, the bytes in it, its SHA-256 digest and that of its content."""

    path: Path
    size: int
    sha256: str
    content_sha256: str


def content_digest(head: dict[str, Any], chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 digest that the content of a file would have."""
    digest = hashlib.sha256(_line_of(head))
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def archive_write(*, folder: Path, month: date, head: dict[str, Any], chunks: Iterable[bytes]) -> ArchiveFile:
    """Write the file of a month, whole or not at all, and return what was written once it lies on the disk.

    A file that was begun bears another name; it is deleted where writing fails, and after a crash the next run writes
    over it. The name of a file has the beginning of
    the digest of its content, so that a file is never replaced by another content. Raises any OSError of the folder.
    """
    begun = folder / f"shipments-{month:%Y-%m}.part"
    digest = hashlib.sha256()
    with given_back(begun.unlink), begun.open("wb") as file:
        with zstd.ZstdFile(file, "wb", level=_LEVEL) as compressed:
            for chunk in _chunks_after(_line_of(head), chunks):
                digest.update(chunk)
                compressed.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    content_sha256 = digest.hexdigest()
    path = folder / f"shipments-{month:%Y-%m}-{content_sha256[:12]}.copy.zst"
    begun.rename(path)
    _folder_sync(folder)
    return ArchiveFile(path, path.stat().st_size, _file_digest(path), content_sha256)


@contextmanager
def archive_open(path: Path, sha256: str) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """Open a file whose digest is given; give its first line and the rows that follow, in blocks.

    Raises NotFound for a missing file, and Invalid for one with another digest or of an unknown format.
    """
    if not path.is_file():
        raise NotFound(_("There is no file %(path)s.") % {"path": path})
    if _file_digest(path) != sha256:
        raise InvalidInput(
            _("The file %(path)s is not the one that was archived: its SHA-256 digest is another.") % {"path": path}
        )
    with zstd.open(path, "rb") as content:
        head = json.loads(content.readline())
        if head.get("format") != FORMAT:
            raise InvalidInput(_("The file %(path)s has an unknown format.") % {"path": path})
        yield head, iter(lambda: content.read(_BLOCK), b"")


def _line_of(head: dict[str, Any]) -> bytes:
    return json.dumps({"format": FORMAT, **head}).encode() + b"\n"


def _chunks_after(line: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield line
    yield from chunks


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_sync(folder: Path) -> None:
    """Have the name of a new file lie on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
