"""Any other list as CSV with columns of these names, such as the entity list of the UFLPA.

`name` must be there. `number` tells parties apart; without it the name does. Several values of a cell stand apart by
semicolons. Columns of other names are passed over.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.screening.files.facts import birth_of
from apps.screening.files.lines import ListLine, pieces, plain
from apps.screening.listed_parties import ListedAddress, ListedName, ListedNumber, ListedParty, NameQuality, PartyKind
from apps.screening.places import country_at_end, country_of
from apps.screening.registers.files import RegisterFile

REQUIRED = ("name",)
OPTIONAL = (
    "section",
    "number",
    "kind",
    "aliases",
    "weak_aliases",
    "programs",
    "addresses",
    "countries",
    "births",
    "birthplaces",
    "identifiers",
    "remarks",
)
MADE_LENGTH = 16


class TableFile:
    """A CSV file with the documented columns."""

    def __init__(self, path: Path) -> None:
        self.paths: Sequence[Path] = [path]
        header = RegisterFile(path, REQUIRED).header
        self._file = RegisterFile(path, [*REQUIRED, *(column for column in OPTIONAL if column in header)])
        self.columns: Sequence[str] = header

    def lines(self) -> Iterator[ListLine]:
        """Yield the lines of the file."""
        for line in self._file.lines():
            key = None
            try:
                if line.error:
                    raise InvalidInput(line.error)
                cells = dict.fromkeys(OPTIONAL, "") | dict(self._file.named(line))
                key = _key(cells)
                yield ListLine(line.number, line.cells, _party(key, cells), key=key)
            except InvalidInput as error:
                yield ListLine(line.number, line.cells, error=str(error.message), key=key)


def _key(cells: Mapping[str, str]) -> tuple[str, str]:
    section, number, name = (" ".join(cells[column].split()) for column in ("section", "number", "name"))
    return section, number or hashlib.sha256(name.casefold().encode()).hexdigest()[:MADE_LENGTH]


def _party(key: tuple[str, str], cells: Mapping[str, str]) -> ListedParty:
    name = plain(cells["name"])
    if not name:
        raise InvalidInput(_("The name is missing."))
    birthplaces = pieces(cells["birthplaces"])
    named = pieces(cells["countries"])
    if unknown := [one for one in named if not country_of(one)]:
        raise InvalidInput(_("“%(country)s” is not a country.") % {"country": unknown[0][:80]})
    if undated := [one for one in pieces(cells["births"]) if not birth_of(one)]:
        raise InvalidInput(_("“%(birth)s” is not a day or a year.") % {"birth": undated[0][:80]})
    kind = cells["kind"].strip().lower() or PartyKind.UNKNOWN
    if kind not in list(PartyKind):
        raise InvalidInput(_("“%(kind)s” is not a kind of party.") % {"kind": str(kind)[:40]})
    return ListedParty(
        section=key[0],
        number=key[1],
        kind=PartyKind(kind),
        names=(
            ListedName(name, NameQuality.PRIMARY),
            *(ListedName(one, NameQuality.ALIAS) for one in pieces(cells["aliases"])),
            *(ListedName(one, NameQuality.WEAK) for one in pieces(cells["weak_aliases"])),
        ),
        programs=tuple(pieces(cells["programs"])),
        addresses=tuple(ListedAddress(one, country_at_end(one)) for one in pieces(cells["addresses"])),
        numbers=tuple(ListedNumber("", one, "") for one in pieces(cells["identifiers"])),
        births=tuple(map(birth_of, pieces(cells["births"]))),
        birthplaces=tuple(birthplaces),
        countries=tuple(filter(None, (*map(country_of, named), *map(country_at_end, birthplaces)))),
        remarks=plain(cells["remarks"]),
    )
