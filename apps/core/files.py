"""What kinds of files are taken as evidence. A file is what its bytes say, whatever its name."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Invalid

EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
}
ACCEPTED = ",".join(EXTENSIONS.values())
# Identifying an Office file unpacks parts of it. What swells beyond this is no document.
LARGEST_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Identified:
    content: bytes
    content_type: str
    sha256: str

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.content_type]


def identified(name: str, chunks: Iterable[bytes]) -> Identified:
    """Read a file and tell its type by its content.

    Raises Invalid, saying what to do, for one that is empty, larger than `EVIDENCE_MAX_BYTES`, or of another type.
    """
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
    content_type = _type_of(bytes(content))
    if content_type not in EXTENSIONS:
        raise Invalid(
            _(
                "“%(name)s” can't be taken: its content is not PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. "
                "Save it as one of these and try again."
            )
            % {"name": name},
            code="file_type",
        )
    return Identified(bytes(content), content_type, sha256(content).hexdigest())


def _type_of(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04") and not _unpacks_well(content):
        return ""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return puremagic.magic_file(file.name)[0].mime_type


def _unpacks_well(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as archive:
            return sum(member.file_size for member in archive.infolist()) <= LARGEST_UNPACKED
    except BadZipFile:
        return False
