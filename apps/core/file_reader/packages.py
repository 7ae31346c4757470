"""Look through Office packages (ECMA-376, parts 1 and 2) for what runs or fetches something when a person opens them.

The types of parts and the relations are read as XML, so that no spelling hides them: entities, other prefixes, UTF-16.
"""

import encodings.cp437  # noqa: F401 (the names of parts are in it, and nothing can be imported once the walls stand)
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

# A package, with the packages in it, that unpacks to more bytes or parts is refused as damaged.
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_PARTS = 10_000
# A document that holds a workbook that holds a document: no program makes deeper ones.
MAX_DEPTH = 3
BLOCK = 2**20

PACKAGE, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = b"PK\x05\x06"
END_LENGTH = 22
TYPES = "[content_types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet")
MAIN_TYPES = {f"{kind}.main+xml": kind for kind in KINDS}
# Types of parts and relations that hold programs, objects of other programs, and links to other files and databases.
ACTIVE_TYPE = re.compile(
    "macro|vba|activex|oleobject|externallink|connections|querytable|attachedtoolbars|keymapcustomizations",
    re.IGNORECASE,
)
ACTIVE_RELATION = re.compile(
    "/(?:control|afchunk|subdocument|attachedtemplate|frame|mailmerge[a-z]*)$|" + ACTIVE_TYPE.pattern, re.IGNORECASE
)
# Where a link of the text may lead that the reader follows, or not.
LINK = re.compile("(?:https?://|mailto:|tel:|#)", re.IGNORECASE)

type Attributes = dict[str, str]


class PackageRefused(Exception):
    """The package can't be taken. The argument is a code of `files.REFUSALS`."""


def inspect(content: bytes) -> dict[str, Any]:
    """Return the content type of an Office package, None for another package, or the reason as `refused`."""
    try:
        return {"content_type": _Inspection().look_through(content)}
    except PackageRefused as refused:
        return {"refused": str(refused)}
    # The errors mean, in order: no package, data that does not unpack, a missing end, an unknown compression method, an
    # encrypted part, a wrong header, no XML, too large for the memory.
    except (
        *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError),
        *(expat.ExpatError, MemoryError),
    ):
        return {"refused": "file_damaged"}


class _Inspection:
    """One look through a package and the packages in it; the limits hold for all of them together."""

    def __init__(self) -> None:
        self.bytes_left, self.parts_left = MAX_UNPACKED_BYTES, MAX_PARTS

    def look_through(self, content: bytes, depth: int = 1) -> str | None:
        """Unpack every part once; return the content type of the package, or None if it is not of Word or Excel.

        Raises Refused for an active part or relation, and for a package that another file stands before or behind.
        """
        types: set[str] = set()
        packages: list[bytearray] = []
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            self._check(content, parts)
            for part in parts:
                name = part.filename.lower()
                if name == TYPES:
                    self._unpack(package, part, _xml(lambda _name, said: types.add(said.get("ContentType", ""))))
                elif name.endswith(".rels"):
                    self._unpack(package, part, _xml(_check_relation))
                else:
                    packages.append(bytearray())
                    self._unpack(package, part, _keep_package(packages[-1]))
        if any(map(ACTIVE_TYPE.search, types)):
            raise PackageRefused("file_active")
        main = types & MAIN_TYPES.keys()
        if len(main) != 1:
            return None
        for inner in filter(None, packages):
            if depth == MAX_DEPTH or self.look_through(bytes(inner), depth + 1) is None:
                raise PackageRefused("file_active")
        return MAIN_TYPES[main.pop()]

    def _check(self, content: bytes, parts: list[ZipInfo]) -> None:
        self.parts_left -= len(parts)
        if self.parts_left < 0 or sum(part.file_size for part in parts) > self.bytes_left:
            raise PackageRefused("file_damaged")
        # If two parts have one name, different programs read different ones.
        if len({part.filename.lower() for part in parts}) < len(parts):
            raise PackageRefused("file_damaged")
        begins = min((part.header_offset for part in parts), default=0)
        if begins != 0 or content.rfind(END) != len(content) - END_LENGTH:
            raise PackageRefused("file_two_types")

    def _unpack(self, package: ZipFile, part: ZipInfo, take: Callable[[bytes, bool], object]) -> None:
        """Give a part to a function, block by block; raise Refused if its size differs from what the package declares.

        A sender can declare any size. So each part is read to its end or to the limit, and its size is compared with
        the declared size; the library compares the checksum.
        """
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise PackageRefused("file_damaged")
        said, part.file_size, size = part.file_size, self.bytes_left + 1, 0
        unpacked: IO[bytes]
        with package.open(part) as unpacked:
            while block := unpacked.read(BLOCK):
                take(block, size == 0)
                size += len(block)
        take(b"", False)
        if size != said:
            raise PackageRefused("file_damaged")
        self.bytes_left -= size


def _keep_package(inner: bytearray) -> Callable[[bytes, bool], None]:
    """Return a function that keeps a part if it is a package, and refuses an object of another program (OLE)."""

    def take(block: bytes, first: bool) -> None:
        if first and block.startswith(OLE):
            raise PackageRefused("file_active")
        if inner or (first and block.startswith(PACKAGE)):
            inner.extend(block)

    return take


def _xml(element: Callable[[str, Attributes], object]) -> Callable[[bytes, bool], None]:
    """Return a function that reads XML block by block and calls `element` for each element; it refuses declarations."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse_declaration(*_declaration: object) -> None:
        raise PackageRefused("file_damaged")

    parser.StartElementHandler = lambda name, said: element(name.rpartition(" ")[2], said)
    parser.StartDoctypeDeclHandler = refuse_declaration

    def take(block: bytes, first: bool) -> None:
        parser.Parse(block, not block)

    return take


def _check_relation(name: str, said: Attributes) -> None:
    """Refuse a relation to an active part, or to something outside that a program fetches by itself."""
    if name != "Relationship":
        return
    kind, outside = said.get("Type", ""), said.get("TargetMode", "").lower() == "external"
    followed_by_hand = kind.endswith("/hyperlink") and LINK.match(said.get("Target", ""))
    if ACTIVE_RELATION.search(kind) or (outside and not followed_by_hand):
        raise PackageRefused("file_active")
