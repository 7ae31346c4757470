"""The files of archived months: a head, which says what the rows are, and the rows.

The content of a file is the head as a line of JSON, then the rows as PostgreSQL copies them in its binary form. The
same rows make the same content, and its digest does not depend on the form of the file. A file is written in the form
of Parquet, so that figures are computed from it. Files of before have the content itself, compressed by Zstandard.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, LiteralString

from django.utils.translation import gettext as _

from apps.core.compression import zstd
from apps.core.errors import Conflict, InvalidInput
from apps.ledger.archive_places import file_digest, place_of
from apps.ledger.parquet import CSV, parquet_head, parquet_lines, parquet_write

# Of the content, whatever the form of the file.
FORMAT = "known-shipper-archive/1"
_PARQUET = ".parquet"
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that was written: its name, the bytes in it, its SHA-256 digest and that of its content."""

    name: str
    size: int
    sha256: str
    content_sha256: str


def content_digest(head: dict[str, Any], chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 digest that the content of a file would have."""
    digest = hashlib.sha256(_line_of(head))
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class ArchivedRows:
    """The rows of a file on their way into a table: the options of COPY that read them, and their blocks."""

    options: LiteralString
    blocks: Iterator[bytes]


def archive_write(
    *, folder: Path | str, month: date, head: dict[str, Any], content_sha256: str, lines: Iterable[bytes]
) -> ArchiveFile:
    """Write the file of a month into a place, whole or not at all, and return what was written once it is kept there.

    `lines` are the rows as CSV. They are read again from the file: raises Conflict where the file holds others. A file
    that was begun bears another name; it is deleted where writing fails, and after a crash the next run writes over it.
    The name of a file has the beginning of the digest of its content, so that a file is never replaced by another
    content. Raises any OSError of the folder; NoRoom and FilesAway where an S3 API does not keep the file.
    """
    place, came = place_of(folder), hashlib.sha256()
    with place.draft(f"shipments-{month:%Y-%m}.part") as begun:
        told = _line_of(head).decode()
        parquet_write(begun, columns=head["columns"], head=told, lines=_digested(lines, came))
        held = hashlib.sha256()
        for chunk in parquet_lines(begun, head["columns"]):
            held.update(chunk)
        if held.digest() != came.digest() or parquet_head(begun) != told:
            raise Conflict(
                _("The file %(path)s does not hold the rows that were written. Nothing was archived.") % {"path": begun}
            )
        name = f"shipments-{month:%Y-%m}-{content_sha256[:12]}{_PARQUET}"
        written = ArchiveFile(name, begun.stat().st_size, file_digest(begun), content_sha256)
        place.keep(begun, name, written.sha256)
    return written


def is_parquet(name: str) -> bool:
    """Return whether a file has the form of Parquet, and not that of before."""
    return name.endswith(_PARQUET)


def archive_head(path: Path) -> dict[str, Any]:
    """Return what a file in the form of Parquet says of its rows. Raises Invalid for an unknown format."""
    head = json.loads(parquet_head(path))
    _format_require(path, head)
    return head


@contextmanager
def archive_open(folder: Path | str, name: str, sha256: str) -> Iterator[tuple[dict[str, Any], ArchivedRows]]:
    """Open a file of a place, whose digest is given; give what the file says of its rows, and the rows.

    Raises NotFound for a missing file, and Invalid for one with another digest or of an unknown format.
    """
    path = place_of(folder).path_of(name, sha256)
    if not is_parquet(name):
        with zstd.open(path, "rb") as content:
            head = json.loads(content.readline())
            _format_require(path, head)
            yield head, ArchivedRows("FORMAT binary", iter(lambda: content.read(_BLOCK), b""))
    else:
        head = archive_head(path)
        yield head, ArchivedRows(CSV, parquet_lines(path, head["columns"]))


def _format_require(path: Path, head: dict[str, Any]) -> None:
    if head.get("format") != FORMAT:
        raise InvalidInput(_("The file %(path)s has an unknown format.") % {"path": path})


def _digested(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _line_of(head: dict[str, Any]) -> bytes:
    return json.dumps({"format": FORMAT, **head}).encode() + b"\n"
