"""The content of an import: its parts in the storage, and its facts, read line by line in memory that does not grow."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from apps.core.csv_rows import cells_error, cells_read, line_too_long
from apps.core.errors import InvalidInput
from apps.ledger.facts import UnreadableFact
from apps.partners.encodings import BLOCK, DAMAGED, decoded_open
from apps.partners.imports.models import Import
from apps.partners.parsers import line_read

FOLDER = "imports"


class _Blocks(io.RawIOBase):
    """Blocks as a file that is read once, from its beginning."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._rest, self._read = iter(blocks), memoryview(b""), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest and (block := next(self._blocks, None)) is not None:
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        self._read += size
        return size

    def tell(self) -> int:
        return self._read


def part_store(blocks: Iterable[bytes]) -> tuple[str, int]:
    """Store the blocks of a part, all of them or none; return its name in the storage, and how many bytes it has."""
    content = _Blocks(blocks)
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}", File(io.BufferedReader(content, BLOCK)))
    return name, content.tell()


def content_open(parts: Iterable[str]) -> IO[bytes]:
    """Open the content that parts make one after another, to be read from its beginning. At its end nothing is open."""
    return io.BufferedReader(_Blocks(_blocks_of(parts)), BLOCK)


def parts_delete(parts: Iterable[str]) -> None:
    """Delete parts; those that are deleted already are left out."""
    for name in parts:
        with suppress(FileNotFoundError):
            default_storage.delete(name)


def parts_unknown(known: Collection[str], *, before: datetime) -> list[str]:
    """Return the parts in the storage that are not among those known, and were stored before a moment."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    unknown = {f"{FOLDER}/{name}" for name in names}.difference(known)
    return [name for name in unknown if default_storage.get_modified_time(name) < before]


def _blocks_of(parts: Iterable[str]) -> Iterator[bytes]:
    for name in parts:
        with default_storage.open(name) as part:
            yield from part.chunks(BLOCK)


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
