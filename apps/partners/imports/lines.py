"""The facts in the content of an import, read line by line in memory that does not grow with the content."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.ledger.facts import UnreadableFact
from apps.partners.encodings import ZSTD_WINDOW, zstd
from apps.partners.imports.models import Form
from apps.partners.parsers import line_read

# A fact has some hundred characters, and at most some thousands.
MAX_LINE = 64 * 1024
BLOCK = 2**20
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


def facts_read(
    file: IO[bytes], *, form: str, encoding: str, fields: Collection[str], most: int, tick: Callable[[], None]
) -> Iterator[tuple[int, Any]]:
    """Return the facts of a content, each with its place: the number of its line, counted from 0.

    `fields` are the names that a column of CSV may have; `most` bounds the bytes that come out of the encoding. `tick`
    is called now and then. A line that can't be read is a fact that can't be read; a blank line is none. Raises Invalid
    for content that is damaged, too long, or CSV with other columns.
    """
    lines = _lines(_decoded(file, encoding), most, tick)
    try:
        yield from _csv_facts(lines, fields) if form == Form.CSV else _ndjson_facts(lines)
    except DAMAGED as error:
        raise Invalid(_("The content is damaged or not whole. Encode it anew, and send it again.")) from error


def _decoded(file: IO[bytes], encoding: str) -> IO[bytes]:
    match encoding:
        case "gzip":
            return io.BufferedReader(gzip.GzipFile(fileobj=file), BLOCK)
        case "zstd":
            return io.BufferedReader(zstd.ZstdFile(file, options=ZSTD_WINDOW), BLOCK)
    return file


def _lines(content: IO[bytes], most: int, tick: Callable[[], None]) -> Iterator[bytes | None]:
    """Return the lines of a content; None in the place of a line that is too long."""
    read = ticked = 0
    is_rest = False
    while piece := content.readline(MAX_LINE + 1):
        read += len(piece)
        if read > most:
            raise Invalid(
                _("The content has more than %(most)d MB when decoded. Send it in several imports.")
                % {"most": most // 2**20}
            )
        if read - ticked > BLOCK:
            ticked = read
            tick()
        is_end = len(piece) <= MAX_LINE or piece.endswith(b"\n")
        if not is_rest:
            yield piece if is_end else None
        is_rest = not is_end


def _ndjson_facts(lines: Iterator[bytes | None]) -> Iterator[tuple[int, Any]]:
    for place, line in enumerate(lines):
        if line is None:
            yield place, _too_long()
        elif not line.isspace():
            yield place, line_read(line)


def _csv_facts(lines: Iterator[bytes | None], fields: Collection[str]) -> Iterator[tuple[int, Any]]:
    long: list[int] = []

    def texts() -> Iterator[str]:
        for number, line in enumerate(lines):
            if line is None:
                long.append(number)
            # Bytes that are not UTF-8 are an error of their line, not of the content.
            yield "" if line is None else line.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape")

    reader = csv.reader(texts())
    try:
        columns = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Invalid(_("The first line is not CSV: %(error)s.") % {"error": error}) from error
    _columns_check(columns, fields)
    while True:
        place = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place, UnreadableFact(_("This line is not CSV: %(error)s.") % {"error": error})
            continue
        if long:
            long.clear()
            yield place, _too_long()
        elif len(cells) not in (0, len(columns)):
            message = _("This line has %(cells)s cells, and the first line %(columns)s.")
            yield place, UnreadableFact(message % {"cells": len(cells), "columns": len(columns)})
        elif not all(map(_is_utf8, cells)):
            yield place, UnreadableFact(_("This line is not in UTF-8."))
        elif cells:
            yield place, dict(zip(columns, cells, strict=True))


def _columns_check(columns: list[str], fields: Collection[str]) -> None:
    """Raise Invalid for a first line that is not the names of fields, each once."""
    if unknown := [name for name in columns if name not in fields]:
        raise Invalid(
            _("The first line of CSV names the fields. “%(name)s” is none of them: %(fields)s.")
            % {"name": unknown[0][:60], "fields": ", ".join(sorted(fields))}
        )
    if len(set(columns)) < len(columns):
        raise Invalid(_("The first line names a field twice. Name each field once."))


def _too_long() -> UnreadableFact:
    return UnreadableFact(_("This line is longer than %(most)d KB.") % {"most": MAX_LINE // 1024})


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= character <= "\udcff" for character in text)
