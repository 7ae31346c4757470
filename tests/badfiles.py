"""Files that contradict their own headers."""

import io
import struct
import zipfile

from tests.applications import answers


def word(**parts: bytes) -> bytes:
    """Return a Word document with further parts."""
    buffer = io.BytesIO(answers.ooxml("wordprocessingml.document"))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def lying(size: int, *, says: int, checksum: int | None = None) -> bytes:
    """Return a Word document with a part of `size` bytes that declares `says` bytes, and perhaps a false checksum."""
    whole = bytearray(word(part=b"\0" * size))
    for header, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = whole.rindex(header) + place
        if checksum is not None:
            whole[start : start + 4] = struct.pack("<L", checksum)
        whole[start + 8 : start + 12] = struct.pack("<L", says)
    return bytes(whole)


def nested_zip() -> bytes:
    """Return a ZIP file in a ZIP file in a ZIP file."""
    content = b"a"
    for _depth in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = buffer.getvalue()
    return content
