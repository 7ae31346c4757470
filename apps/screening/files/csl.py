"""The Consolidated Screening List as CSV: several lists of the United States in one file.

https://www.trade.gov/consolidated-screening-list. A number is unique within a list only, and some lists give none.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.screening.files.facts import birth_of
from apps.screening.files.lines import ListLine, pieces, plain
from apps.screening.listed_parties import ListedAddress, ListedName, ListedNumber, ListedParty, NameQuality, PartyKind
from apps.screening.places import country_at_end, country_of
from apps.screening.registers.files import RegisterFile

COLUMNS = (
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "addresses",
    "start_date",
    "remarks",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "ids",
)
KINDS = {
    "individual": PartyKind.PERSON,
    "entity": PartyKind.ORGANIZATION,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
    "": PartyKind.UNKNOWN,
}
# The length of the number that a party without one gets, a digest of what tells the party from others.
MADE_LENGTH = 16
# Sentences stand among the numbers too: “Subject to Directive 4”.
_PAPER = re.compile(r"(?:IMO )?\S*\d")


class CslFile:
    """A file of the Consolidated Screening List."""

    def __init__(self, path: Path) -> None:
        self.paths: Sequence[Path] = [path]
        self._file = RegisterFile(path, COLUMNS)
        self.columns: Sequence[str] = self._file.header

    def lines(self) -> Iterator[ListLine]:
        """Yield the lines of the file."""
        for line in self._file.lines():
            key = None
            try:
                if line.error:
                    raise InvalidInput(line.error)
                cells = self._file.named(line)
                key = _key(cells)
                yield ListLine(line.number, line.cells, _party(key, cells), key=key)
            except InvalidInput as error:
                yield ListLine(line.number, line.cells, error=str(error.message), key=key)


def _key(cells: Mapping[str, str]) -> tuple[str, str]:
    """Return the list and the number of a line; a number is made of name, address and first day where there is none."""
    section, number = cells["source"].strip(), cells["entity_number"].strip()
    if not number:
        told = "\n".join(" ".join(cells[column].split()) for column in ("name", "addresses", "start_date"))
        number = hashlib.sha256(told.encode()).hexdigest()[:MADE_LENGTH]
    return section, number


def _party(key: tuple[str, str], cells: Mapping[str, str]) -> ListedParty:
    name, section = plain(cells["name"]), plain(cells["source"])
    if not name or not section:
        raise InvalidInput(_("The name or the list is missing."))
    if (kind := KINDS.get(cells["type"].strip().lower())) is None:
        raise InvalidInput(_("“%(kind)s” is not a kind of party.") % {"kind": cells["type"].strip()[:40]})
    birthplaces = pieces(cells["places_of_birth"])
    # “one name; another; and a third”.
    aliases = [re.sub("^and ", "", alias) for alias in pieces(cells["alt_names"])]
    named = (*pieces(cells["citizenships"]), *pieces(cells["nationalities"]))
    countries = (*map(country_of, named), *map(country_at_end, birthplaces))
    return ListedParty(
        section=key[0],
        number=key[1],
        kind=kind,
        names=(ListedName(name, NameQuality.PRIMARY), *(ListedName(one, NameQuality.ALIAS) for one in aliases)),
        programs=tuple(pieces(cells["programs"])),
        addresses=tuple(ListedAddress(one, country_at_end(one)) for one in pieces(cells["addresses"])),
        numbers=tuple(filter(None, map(_paper, pieces(cells["ids"])))),
        births=tuple(filter(None, map(birth_of, pieces(cells["dates_of_birth"])))),
        birthplaces=tuple(birthplaces),
        countries=tuple(filter(None, countries)),
        remarks=plain(cells["remarks"]),
    )


def _paper(text: str) -> ListedNumber | None:
    """Return the identifier of “CO, 1978075, Matricula Mercantil No”, where the country may be missing."""
    parts = [part.strip() for part in text.split(",")]
    country = country_of(parts[0]) if len(parts[0]) == len("CO") else ""
    rest = parts[1:] if country else parts
    if len(rest) < len(("number", "kind")) or not _PAPER.match(rest[0]):
        return None
    return ListedNumber(", ".join(rest[1:]), rest[0], country)
