"""OFAC's legacy files: parties, addresses and aliases in three CSV files without headers, joined by the first column.

The format is that of https://ofac.treasury.gov/media/29976 (`dat_spec.txt`): `-0-` stands for no value. Facts without a
column, such as a day of birth, stand in the remarks, which are sentences separated by semicolons.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from apps.core.csv_rows import cells_read, is_utf8
from apps.core.errors import InvalidInput
from apps.screening.files.facts import birth_of, number_of
from apps.screening.files.lines import MAX_ROW_LENGTH, ListLine, opened, pieces, plain
from apps.screening.listed_parties import ListedAddress, ListedName, ListedParty, NameQuality, PartyKind
from apps.screening.places import country_at_end, country_of

COLUMNS = (
    "ent_num",
    "SDN_Name",
    "SDN_Type",
    "Program",
    "Title",
    "Call_Sign",
    "Vess_type",
    "Tonnage",
    "GRT",
    "Vess_flag",
    "Vess_owner",
    "Remarks",
)
ADDRESS_CELLS, ALIAS_CELLS = 6, 5
# The last character of the files, a mark of the end from the time of DOS.
END_MARK = "\x1a"
KINDS = {
    "individual": PartyKind.PERSON,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
    "": PartyKind.ORGANIZATION,
}
QUALITIES = {"fka": NameQuality.FORMER}
_WEAK_ALIAS = re.compile(r"a\.k\.a\. ['\"](.+?)['\"]\.?$")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: list[str]
    error: str


class OfacFile:
    """The file of parties, with the files of addresses and aliases that lie beside it, if they do."""

    columns: Sequence[str] = COLUMNS

    def __init__(self, path: Path) -> None:
        self.parties = path
        self.addresses = _sibling(path, "add")
        self.aliases = _sibling(path, "alt")
        self.paths: Sequence[Path] = [one for one in (self.parties, self.addresses, self.aliases) if one]

    def lines(self) -> Iterator[ListLine]:
        """Yield the lines of the file of parties, and the lines of the other two that are wrong or belong to no party.

        Addresses and aliases are held in memory until then: 36,000 lines in the snapshot that was tried.
        """
        addresses, aliases = _Beside(self.addresses, ADDRESS_CELLS), _Beside(self.aliases, ALIAS_CELLS)
        yield from addresses.rejected
        yield from aliases.rejected
        for row in _rows(self.parties, len(COLUMNS)):
            key = ("", row.cells[0]) if row.cells and row.cells[0].isdigit() else None
            try:
                yield ListLine(row.number, row.cells, _party(row, addresses, aliases), key=key)
            except InvalidInput as error:
                yield ListLine(row.number, row.cells, error=str(error.message), key=key)
        yield from addresses.left()
        yield from aliases.left()


class _Beside:
    """The lines of the file of addresses or of aliases, by the number of their party, until the party takes them."""

    def __init__(self, path: Path | None, width: int) -> None:
        self._path = path
        self._rows: dict[str, list[_Row]] = defaultdict(list)
        self.rejected: list[ListLine] = []
        for row in _rows(path, width) if path else ():
            try:
                self._rows[_number(row)].append(row)
            except InvalidInput as error:
                self.rejected.append(self._reject(row, str(error.message)))

    def take(self, number: str) -> list[list[str]]:
        """Return the cells of the lines of a party."""
        return [row.cells for row in self._rows.pop(number, ())]

    def left(self) -> Iterator[ListLine]:
        """Yield the lines whose party was not taken."""
        for number, rows in self._rows.items():
            for row in rows:
                yield self._reject(row, _("No party with the number %(number)s was taken.") % {"number": number})

    def _reject(self, row: _Row, reason: str) -> ListLine:
        assert self._path is not None
        return ListLine(row.number, row.cells, error=f"{self._path.name}: {reason}")


def _sibling(path: Path, name: str) -> Path | None:
    """Return the file beside the file of parties whose name has another word in place of `sdn`, if there is one."""
    other = path.with_name(re.sub("sdn", lambda sdn: name.upper() if sdn[0].isupper() else name, path.name, flags=re.I))
    return other if other != path and other.exists() else None


def _rows(path: Path, width: int) -> Iterator[_Row]:
    with opened(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
        lines = iter(lambda: text.readline(MAX_ROW_LENGTH + 1), "")
        for number, cells, unread in cells_read(lines, max_length=MAX_ROW_LENGTH):
            if not unread and (not cells or cells == [END_MARK]):
                continue
            error = unread
            if not error and not all(map(is_utf8, cells)):
                error = _("This line is not in UTF-8.")
            if not error and len(cells) != width:
                error = _("This line has %(cells)d cells in place of %(width)d.") % {
                    "cells": len(cells),
                    "width": width,
                }
            yield _Row(number + 1, [_value(cell) for cell in cells], error)


def _value(cell: str) -> str:
    cell = cell.strip()
    return "" if cell == "-0-" else cell


def _number(row: _Row) -> str:
    """Return the number of a row's party; raise Invalid for a row that is wrong."""
    if row.error:
        raise InvalidInput(row.error)
    if not row.cells[0].isdigit():
        raise InvalidInput(_("The first cell, “%(cell)s”, is not the number of a party.") % {"cell": row.cells[0][:40]})
    return row.cells[0]


def _address(cells: Sequence[str]) -> ListedAddress:
    _number_of_party, _place, street, city, country, _remarks = cells
    return ListedAddress(plain(", ".join(filter(None, (street, city, country)))), country_of(country))


def _alias(cells: Sequence[str]) -> ListedName:
    _number_of_party, _place, kind, name, _remarks = cells
    return ListedName(plain(name), QUALITIES.get(kind, NameQuality.ALIAS))


def _party(row: _Row, addresses: _Beside, aliases: _Beside) -> ListedParty:
    number = _number(row)
    name = plain(row.cells[1])
    if not name:
        raise InvalidInput(_("The name is missing."))
    if (kind := KINDS.get(row.cells[2].lower())) is None:
        raise InvalidInput(_("“%(kind)s” is not a kind of party.") % {"kind": row.cells[2][:40]})
    remarks = plain(row.cells[11])
    said = [part.rstrip(".") for part in pieces(remarks)]
    plainly = [part.removeprefix("alt. ") for part in said]
    births = [birth_of(part.removeprefix("DOB ")) for part in plainly if part.startswith("DOB ")]
    birthplaces = [part.removeprefix("POB ") for part in plainly if part.startswith("POB ")]
    nationalities = [
        country_of(part.split(" ", 1)[1]) for part in plainly if part.startswith(("nationality ", "citizen "))
    ]
    named = filter(lambda alias: alias.text, map(_alias, aliases.take(number)))
    weak = [ListedName(found[1], NameQuality.WEAK) for part in said if (found := _WEAK_ALIAS.match(part))]
    return ListedParty(
        section="",
        number=number,
        kind=kind,
        names=(ListedName(name, NameQuality.PRIMARY), *named, *weak),
        programs=tuple(pieces(row.cells[3].replace("] [", ";").strip("[]"))),
        addresses=tuple(filter(lambda address: address.text, map(_address, addresses.take(number)))),
        numbers=tuple(found for part in said if (found := number_of(part))),
        births=tuple(filter(None, births)),
        birthplaces=tuple(birthplaces),
        countries=tuple(filter(None, (*nationalities, *map(country_at_end, birthplaces), country_of(row.cells[9])))),
        remarks=remarks,
    )
