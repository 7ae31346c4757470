"""A line of a list's file, and how the file of each format is read."""

import gzip
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.screening.listed_parties import ListedParty

MAX_ROW_LENGTH = 2**20
BLOCK = 2**16
# Controls, marks of direction and joining, private, unassigned and half characters, by their category in Unicode.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list. `number`: its place in the file; for XML the line at which the party begins.

    Either `listed` is the party, or `error` says why the line is not taken. `key` names the party of a line that is not
    taken, where that much could be read: a party whose line is wrong is not one that the list took off.
    """

    number: int
    cells: Sequence[str]
    listed: ListedParty | None = None
    error: str = ""
    key: tuple[str, str] | None = None


class ListFile(Protocol):
    """A file of a list, or several that belong together, read line by line."""

    # The names of the columns, for the file of rejected lines.
    columns: Sequence[str]
    paths: Sequence[Path]

    def lines(self) -> Iterator[ListLine]:
        """Yield the lines; raise Invalid for a file that can't be read on."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked if its name ends with .gz; raise Invalid if it can't be read."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            yield cast("IO[bytes]", file)
    except (OSError, EOFError) as error:
        raise InvalidInput(_("%(file)s can't be read: %(error)s") % {"file": path, "error": error}) from None


def digest_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of the content of files, one after the other, in hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        with opened(path) as file:
            while block := file.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def plain(text: str) -> str:
    """Return a text on one line, without spaces around and without characters that nobody sees.

    A party stays on its list although a character hides in its name: refusing the line would take the party off.
    """
    seen = "".join(" " if letter.isspace() else letter for letter in text if not _hides(letter))
    return " ".join(seen.split())


def _hides(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) in HIDDEN


def pieces(cell: str, separator: str = ";") -> list[str]:
    """Return the pieces of a cell that holds several, without blank ones."""
    return [piece for part in cell.split(separator) if (piece := plain(part))]
