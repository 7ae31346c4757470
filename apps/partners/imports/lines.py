"""The content of an import: its bytes in the storage, and its facts, read line by line in memory that does not grow."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from apps.core.csv_rows import cells_error, cells_read, line_too_long
from apps.core.errors import InvalidInput
from apps.ledger.facts import UnreadableFact
from apps.partners.encodings import BLOCK, DAMAGED, decoded_open
from apps.partners.imports.models import Import
from apps.partners.parsers import line_read

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


# A fact has some hundred characters, and at most some thousands.
MAX_LINE_BYTES = 64 * 1024


def facts_read(
    file: IO[bytes], *, form: str, encoding: str, fields: Collection[str], max_bytes: int, tick: Callable[[], None]
) -> Iterator[tuple[int, Any]]:
    """Return the facts of a content, each with its place: the number of its line, counted from 0.

    `fields` are the names that a column of CSV may have; `max_bytes` bounds what comes out of the encoding; `tick` is
    called now and then. A line that can't be read is a fact that can't be read; a blank line is none. Raises Invalid
    for content that is damaged, too long, or CSV with other columns.
    """
    lines = _lines(decoded_open(file, encoding), max_bytes, tick)
    try:
        yield from _csv_facts(lines, fields) if form == Import.Form.CSV else _ndjson_facts(lines)
    except DAMAGED as error:
        raise InvalidInput(_("The content is damaged or not whole. Encode it again, and send it again.")) from error


def _lines(content: IO[bytes], max_bytes: int, tick: Callable[[], None]) -> Iterator[bytes | None]:
    """Return the lines of a content; None in the place of a line that is too long."""
    read = ticked = 0
    is_rest = False
    while piece := content.readline(MAX_LINE_BYTES + 1):
        read += len(piece)
        if read > max_bytes:
            raise InvalidInput(
                _("The content has more than %(most)d MB when decoded. Send it in several imports.")
                % {"most": max_bytes // 2**20}
            )
        if read - ticked > BLOCK:
            ticked = read
            tick()
        is_end = len(piece) <= MAX_LINE_BYTES or piece.endswith(b"\n")
        if not is_rest:
            yield piece if is_end else None
        is_rest = not is_end


def _ndjson_facts(lines: Iterator[bytes | None]) -> Iterator[tuple[int, Any]]:
    for place, line in enumerate(lines):
        if line is None:
            yield place, UnreadableFact(line_too_long(MAX_LINE_BYTES))
        elif not line.isspace():
            yield place, line_read(line)


def _csv_facts(lines: Iterator[bytes | None], fields: Collection[str]) -> Iterator[tuple[int, Any]]:
    rows = cells_read(_texts(lines), max_length=MAX_LINE_BYTES)
    _place, cells, error = next(rows, (0, [], ""))
    if error := error or cells_error(cells, cells):
        raise InvalidInput(_("The first line can't be read. %(error)s") % {"error": error})
    columns = [name.strip() for name in cells]
    _columns_check(columns, fields)
    for place, cells, error in rows:
        if not cells and not error:
            continue
        if error := error or cells_error(cells, columns):
            yield place, UnreadableFact(error)
        else:
            yield place, dict(zip(columns, cells, strict=True))


def _texts(lines: Iterator[bytes | None]) -> Iterator[str | None]:
    """Return lines as texts. Bytes that are not UTF-8 are an error of their line, not of the content."""
    encoding = "utf-8-sig"
    for line in lines:
        yield None if line is None else line.decode(encoding, "surrogateescape")
        encoding = "utf-8"


def _columns_check(columns: list[str], fields: Collection[str]) -> None:
    """Raise Invalid for a first line that is not the names of fields, each once."""
    if unknown := [name for name in columns if name not in fields]:
        raise InvalidInput(
            _("The first line of CSV names the fields. “%(name)s” is none of them: %(fields)s.")
            % {"name": unknown[0][:60], "fields": ", ".join(sorted(fields))}
        )
    if len(set(columns)) < len(columns):
        raise InvalidInput(_("The first line names a field twice. Name each field once."))
