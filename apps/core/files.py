"""The types of files that people may send. The bytes of a file decide its type, not its name."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from zipfile import is_zipfile

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import reader
from apps.core.errors import InvalidInput
from apps.core.spreadsheets import formula_in
from apps.core.text import file_name
from apps.core.virus_scan import refuse_infected

# Office packages are unpacked, and encrypted PDFs are opened, in processes with limits, so that a request costs no more
# than its file.
_PLACES = reader.ReaderPlaces(2)
# How many characters of a table are read to find its columns.
TABLE_SAMPLE = 64 * 1024
# Marks of pages and scripts that a browser or a server would run although a reader of documents ignores them.
ACTIVE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE)
ACTIVE_SAMPLE = 4096
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


# Signatures of formats that programs find behind the beginning of a file: from where, up to where, and which.
# Readers of PDF accept 1,024 bytes before the signature. TAR, ISO images and DICOM have theirs at fixed places.
SECOND_FORMATS: tuple[tuple[int, int | None, bytes], ...] = (
    (1, 1024 + 5, b"%PDF-"),
    (257, 262, b"ustar"),
    (0x8001, 0x8006, b"CD001"),
    (128, 132, b"DICM"),
    (1, None, b"Rar!\x1a\x07"),
    (1, None, b"7z\xbc\xaf\x27\x1c"),
    (1, None, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
)

REFUSALS = {
    "file_damaged": _lazy("“%(name)s” is damaged or cut off. Open it, save it again, and send the new file."),
    "file_type": _lazy(
        "“%(name)s” can't be taken: its content is not PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. "
        "Save it as one of these and try again."
    ),
    "file_locked": _lazy("“%(name)s” is locked with a password. Send a file without one."),
    "file_two_types": _lazy(
        "“%(name)s” is two kinds of file in one, so it can't be taken. Open it, save it again, and send the new file."
    ),
    "file_active": _lazy(
        "“%(name)s” has macros, embedded objects or links to other files in it, so it can't be taken. Save it without "
        "these, or as PDF, and send the new file."
    ),
    "file_formula": _lazy(
        "“%(name)s” has a cell that a spreadsheet would run as a formula: %(cell)s. Write an apostrophe (') before it, "
        "or send the table as PDF."
    ),
    "file_not_checked": _lazy(
        "“%(name)s” could not be checked just now, so it was not kept. Try again in a few minutes, or send it as PDF."
    ),
}


class FileRefused(Exception):
    """A file can't be taken. `code` is one of `REFUSALS`; `cell` is the cell of a table that is the reason."""

    def __init__(self, code: str, *, cell: str = "") -> None:
        super().__init__(code)
        self.code, self.cell = code, cell


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

    Raises Invalid, with a message that says what to do, if the file is empty, infected, larger than
    `EVIDENCE_MAX_BYTES` or one of `REFUSALS`.
    """
    name = file_name(name)
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > settings.EVIDENCE_MAX_BYTES:
            raise InvalidInput(
                _("“%(name)s” is larger than %(limit)d MB. Make it smaller, or send it in parts.")
                % {"name": name, "limit": settings.EVIDENCE_MAX_BYTES // 2**20},
                code="file_too_large",
            )
    if not content:
        raise InvalidInput(_("“%(name)s” is empty. Choose another file.") % {"name": name}, code="file_empty")
    whole = bytes(content)
    try:
        content_type = _content_type_of(whole)
    except FileRefused as refused:
        raise InvalidInput(REFUSALS[refused.code] % {"name": name, "cell": refused.cell}, code=refused.code) from None
    refuse_infected(name, BytesIO(whole))
    endings = ENDINGS[content_type]
    if PurePosixPath(name).suffix.lower() not in endings:
        name = file_name(name + endings[0])
    return IdentifiedFile(name, whole, content_type, sha256(whole).hexdigest())


def _content_type_of(content: bytes) -> str:
    """Return the content type of a file; raise Refused for a file that is not taken."""
    if content.startswith(PACKAGE):
        content_type = _office_type(content)
    else:
        content_type = next((kind for kind, matches in SIGNS if matches(content)), None)
    if content_type is None:
        raise FileRefused("file_type")
    if _has_second_format(content):
        raise FileRefused("file_two_types")
    return content_type


def _has_second_format(content: bytes) -> bool:
    """Tell whether another program would take the file for another format than its own, as well."""
    if not content.startswith(PACKAGE) and is_zipfile(BytesIO(content)):
        return True
    # Pictures carry no pages; PDF and tables that begin like a page were refused by their type.
    return bool(ACTIVE.search(content[:ACTIVE_SAMPLE])) or any(
        content.find(mark, start, end) >= 0 for start, end, mark in SECOND_FORMATS
    )


def _is_pdf(content: bytes) -> bool:
    if not content.startswith(b"%PDF-") or ACTIVE.search(content[:ACTIVE_SAMPLE]):
        return False
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused("file_damaged")
    # Many files are encrypted and open without a password. What nobody at the desk can open is no evidence.
    if b"/Encrypt" in content:
        look = _answer_of_reader(content, "draw", "application/pdf", "1", "100", "look")
        if look.get("refused") == "locked":
            raise FileRefused("file_locked")
    return True


def _is_png(content: bytes) -> bool:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    if b"IEND" not in content:
        raise FileRefused("file_damaged")
    return True


def _is_jpeg(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    if b"\xff\xd9" not in content:
        raise FileRefused("file_damaged")
    return True


def _office_type(content: bytes) -> str | None:
    """Return the content type of an Office package by what its parts are; None for any other package."""
    found = _answer_of_reader(content, "inspect")
    if refused := found.get("refused"):
        raise FileRefused(refused if refused in REFUSALS else "file_not_checked")
    return found["content_type"]


def _answer_of_reader(content: bytes, *command: str) -> dict[str, Any]:
    """Return what the process that reads hostile files says of a file; raise Refused where it gives no answer."""
    try:
        found, _rest = _PLACES.read(content, *command)
    except reader.ReaderStopped:
        raise FileRefused("file_damaged") from None
    except (reader.ReaderBusy, reader.ReaderFailed):
        raise FileRefused("file_not_checked") from None
    return found


def _is_csv(content: bytes) -> bool:
    """Tell whether a file is text in rows, most of which have the same number of columns, at least two.

    Raises Refused for a table in which a spreadsheet would find a formula.
    """
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030", "cp1252"]
    if ACTIVE.search(content[:ACTIVE_SAMPLE]) or ("utf-16" not in encodings and CONTROL.search(content)):
        return False
    text = next((text for encoding in encodings if (text := _decode(content, encoding)) is not None), None)
    if text is None:
        return False
    sample = text[:TABLE_SAMPLE]
    lines = sample.splitlines(keepends=True)
    if len(sample) < len(text):
        lines.pop()
    if not any(_in_columns(lines, delimiter) for delimiter in ",;\t|"):
        return False
    if cell := formula_in(text):
        raise FileRefused("file_formula", cell=cell)
    return True


def _in_columns(lines: list[str], delimiter: str) -> bool:
    try:
        widths = [len(row) for row in islice(csv.reader(lines, delimiter=delimiter), 200) if row]
    except csv.Error:
        return False
    width = max(widths, key=widths.count, default=0)
    return width > 1 and widths.count(width) * 2 >= len(widths)


def _decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


PACKAGE = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
# The endings of each type that is taken. The first is given to a file whose name has none of them.
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    WORD: (".docx",),
    EXCEL: (".xlsx",),
    "text/csv": (".csv", ".tsv", ".txt"),
}
# The functions that tell by the bytes whether a file has a type; each raises Refused for a file of its type that can't
# be taken.
SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("application/pdf", _is_pdf),
    ("image/png", _is_png),
    ("image/jpeg", _is_jpeg),
    ("text/csv", _is_csv),
)
EXTENSIONS = {content_type: endings[0] for content_type, endings in ENDINGS.items()}
# The value of the `accept` attribute of file inputs.
ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)
