"""The types of files that people may send. The bytes of a file decide its type, not its name."""

import csv
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.core.text import file_name
from apps.core.virus_scan import refuse_infected

# An Office document is a ZIP package. A package that unpacks to more bytes or parts than this is refused as damaged.
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_PARTS = 10_000
# How many characters of a table are read to find its columns.
TABLE_SAMPLE = 64 * 1024
# Marks of pages and scripts that a browser or a server would run although a reader of documents ignores them.
ACTIVE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE)
ACTIVE_SAMPLE = 4096
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


class Damaged(Exception):
    """A file has a known type, but is cut off or contradicts its own headers."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file. `matches` tells by the bytes whether a file has this type, and raises Damaged for a damaged file.

    The first of `endings` is given to a file whose name has none of them.
    """

    content_type: str
    endings: tuple[str, ...]
    matches: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class IdentifiedFile:
    """A file that was read and checked. `name` is the safe form of the name that was sent, with a fitting ending."""

    name: str
    content: bytes
    content_type: str
    sha256: str

    @property
    def extension(self) -> str:
        """Return the usual ending of the file's type: ".pdf"."""
        return EXTENSIONS[self.content_type]


def identify_file(name: str, chunks: Iterable[bytes]) -> IdentifiedFile:
    """Read a file and find its type by its content.

    Raises Invalid, with a message that says what to do, if the file is empty, damaged, infected, larger than
    `EVIDENCE_MAX_BYTES` or of no accepted type.
    """
    name = file_name(name)
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > settings.EVIDENCE_MAX_BYTES:
            raise Invalid(
                _("“%(name)s” is larger than %(limit)d MB. Make it smaller, or send it in parts.")
                % {"name": name, "limit": settings.EVIDENCE_MAX_BYTES // 2**20},
                code="file_too_large",
            )
    if not content:
        raise Invalid(_("“%(name)s” is empty. Choose another file.") % {"name": name}, code="file_empty")
    whole = bytes(content)
    try:
        kind = next((kind for kind in FILE_TYPES if kind.matches(whole)), None)
    except Damaged:
        raise Invalid(
            _("“%(name)s” is damaged or cut off. Open it, save it again, and send the new file.") % {"name": name},
            code="file_damaged",
        ) from None
    if kind is None:
        raise Invalid(
            _(
                "“%(name)s” can't be taken: its content is not PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. "
                "Save it as one of these and try again."
            )
            % {"name": name},
            code="file_type",
        )
    refuse_infected(name, BytesIO(whole))
    if PurePosixPath(name).suffix.lower() not in kind.endings:
        name = file_name(name + kind.endings[0])
    return IdentifiedFile(name, whole, kind.content_type, sha256(whole).hexdigest())


def _is_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-") or ACTIVE.search(content[:ACTIVE_SAMPLE]):
        return False
    if b"%%EOF" not in content[-2048:]:
        raise Damaged
    return True


def _is_png(content: bytes) -> bool:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    if b"IEND" not in content:
        raise Damaged
    return True


def _is_jpeg(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    if b"\xff\xd9" not in content:
        raise Damaged
    return True


def _is_office(main: bytes) -> Callable[[bytes], bool]:
    """Make a check for packages of Office Open XML (ECMA-376, part 2) whose main part has the given content type."""
    return lambda content: content.startswith(b"PK\x03\x04") and _main_part_is(content, main)


def _main_part_is(content: bytes, main: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as package:
            if "[Content_Types].xml" not in package.namelist():
                return False
            with package.open("[Content_Types].xml") as listed:
                types = listed.read(2**20)
            _unpack(package)
    # The errors mean, in order: no package, data that does not unpack, a missing end, an unknown compression method, an
    # encrypted part, a wrong header.
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise Damaged from None
    return b'"%s"' % main in types and b"macroEnabled" not in types and b"vbaProject" not in types


def _unpack(package: ZipFile) -> None:
    """Unpack every part once without keeping it; raise Damaged if a part differs from what the package declares.

    A sender can declare any size. So each part is read to its end or to the limit for the whole package, and its
    size is compared with the declared size; the library compares the checksum.
    """
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise Damaged
    left = MAX_UNPACKED_BYTES
    for part in parts:
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Damaged
        said, part.file_size, size = part.file_size, left + 1, 0
        with package.open(part) as unpacked:
            while chunk := unpacked.read(2**20):
                size += len(chunk)
        if size != said:
            raise Damaged
        left -= size


def _is_csv(content: bytes) -> bool:
    """Tell whether a file is text in rows, most of which have the same number of columns, at least two."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030", "cp1252"]
    if ACTIVE.search(content[:ACTIVE_SAMPLE]) or ("utf-16" not in encodings and CONTROL.search(content)):
        return False
    text = next((text for encoding in encodings if (text := _decoded(content, encoding)) is not None), None)
    if text is None:
        return False
    sample = text[:TABLE_SAMPLE]
    lines = sample.splitlines(keepends=True)
    if len(sample) < len(text):
        lines.pop()
    return any(_in_columns(lines, delimiter) for delimiter in ",;\t|")


def _in_columns(lines: list[str], delimiter: str) -> bool:
    try:
        widths = [len(row) for row in islice(csv.reader(lines, delimiter=delimiter), 200) if row]
    except csv.Error:
        return False
    width = max(widths, key=widths.count, default=0)
    return width > 1 and widths.count(width) * 2 >= len(widths)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
FILE_TYPES = (
    FileType("application/pdf", (".pdf",), _is_pdf),
    FileType("image/png", (".png",), _is_png),
    FileType("image/jpeg", (".jpg", ".jpeg"), _is_jpeg),
    FileType(WORD, (".docx",), _is_office(f"{WORD}.main+xml".encode())),
    FileType(EXCEL, (".xlsx",), _is_office(f"{EXCEL}.main+xml".encode())),
    FileType("text/csv", (".csv", ".tsv", ".txt"), _is_csv),
)
EXTENSIONS = {kind.content_type: kind.endings[0] for kind in FILE_TYPES}
# The value of the `accept` attribute of file inputs.
ACCEPTED = ",".join(ending for kind in FILE_TYPES for ending in kind.endings)
