"""The consolidated list of the Security Council as XML: https://scsanctions.un.org/resources/xml/en/consolidated.xml.

A file that declares a document type is refused: this list has none, and only a declaration could make a small file
large or fetch something from elsewhere.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.screening.files.facts import birth_of
from apps.screening.files.lines import BLOCK, ListLine, opened, plain
from apps.screening.listed_parties import ListedAddress, ListedName, ListedNumber, ListedParty, NameQuality, PartyKind
from apps.screening.places import country_of

# The depth of a party in the file: the list, its persons or entities, one of them.
DEPTH = 3
# The most elements of a party; the longest of 2026 has 300.
MAX_ELEMENTS = 20_000
KINDS = {"INDIVIDUAL": PartyKind.PERSON, "ENTITY": PartyKind.ORGANIZATION}
QUALITIES = {"low": NameQuality.WEAK, "f.k.a.": NameQuality.FORMER}
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


class UnFile:
    """A file of the consolidated list of the United Nations."""

    columns: Sequence[str] = ("reference",)

    def __init__(self, path: Path) -> None:
        self.paths: Sequence[Path] = [path]

    def lines(self) -> Iterator[ListLine]:
        """Yield the parties of the file."""
        for number, party in _parties(self.paths[0]):
            reference = _text(party, "REFERENCE_NUMBER")
            key = ("", reference) if reference else None
            try:
                yield ListLine(number, [reference], _party(party, reference), key=key)
            except InvalidInput as error:
                yield ListLine(number, [reference], error=str(error.message), key=key)


def _parties(path: Path) -> Iterator[tuple[int, Element]]:
    """Yield the elements of the parties, each with its line, holding one party at a time in memory."""
    reader = _Reader()
    with opened(path) as file:
        try:
            while block := file.read(BLOCK):
                reader.parser.Parse(block, False)
                yield from reader.take()
            reader.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InvalidInput(
                _("%(file)s is not XML that can be read: %(error)s") % {"file": path, "error": error}
            ) from None


class _Reader:
    """The state of reading: how deep the parser stands, and the party that it is in."""

    def __init__(self) -> None:
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration
        self._depth = self._line = self._elements = 0
        self._builder: TreeBuilder | None = None
        self._found: list[tuple[int, Element]] = []

    def take(self) -> list[tuple[int, Element]]:
        """Return the parties that were read since, and forget them."""
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == DEPTH and name in KINDS:
            self._builder, self._line, self._elements = TreeBuilder(), self.parser.CurrentLineNumber, 0
        if self._builder is not None:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise InvalidInput(_("The party at line %(line)d is too long.") % {"line": self._line})
            self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name)
            if self._depth == DEPTH:
                self._found.append((self._line, self._builder.close()))
                self._builder = None
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _refuse_declaration(self, *_declaration: object) -> None:
        raise InvalidInput(_("The file declares a document type, which no list of the United Nations does."))


def _text(element: Element, path: str) -> str:
    return plain(element.findtext(path) or "")


def _party(party: Element, reference: str) -> ListedParty:
    name = " ".join(filter(None, (_text(party, part) for part in NAME_PARTS)))
    if not reference or not name:
        raise InvalidInput(_("The reference number or the name is missing."))
    tag = party.tag
    places = party.findall(f"{tag}_PLACE_OF_BIRTH")
    nationalities = [plain(value.text or "") for value in party.findall("NATIONALITY/VALUE")]
    return ListedParty(
        section="",
        number=reference,
        kind=KINDS[tag],
        names=tuple(_names(party, name)),
        programs=tuple(filter(None, [_text(party, "UN_LIST_TYPE")])),
        addresses=tuple(_addresses(party)),
        numbers=tuple(_numbers(party)),
        births=tuple(filter(None, map(_birth, party.findall(f"{tag}_DATE_OF_BIRTH")))),
        birthplaces=tuple(
            filter(None, (_join_parts(place, ("CITY", "STATE_PROVINCE", "COUNTRY")) for place in places))
        ),
        countries=tuple(filter(None, map(country_of, (*nationalities, *(_text(one, "COUNTRY") for one in places))))),
        remarks=_text(party, "COMMENTS1"),
    )


def _names(party: Element, name: str) -> Iterator[ListedName]:
    yield ListedName(name, NameQuality.PRIMARY)
    if original := _text(party, "NAME_ORIGINAL_SCRIPT"):
        yield ListedName(original, NameQuality.ALIAS)
    for alias in party.findall(f"{party.tag}_ALIAS"):
        quality = QUALITIES.get(_text(alias, "QUALITY").lower(), NameQuality.ALIAS)
        for column in ("ALIAS_NAME", "ALIAS_NAME_ORIGINAL_SCRIPT"):
            if text := _text(alias, column):
                yield ListedName(text, quality)


def _addresses(party: Element) -> Iterator[ListedAddress]:
    for address in party.findall(f"{party.tag}_ADDRESS"):
        if text := _join_parts(address, ADDRESS_PARTS):
            yield ListedAddress(text, country_of(_text(address, "COUNTRY")))


def _numbers(party: Element) -> Iterator[ListedNumber]:
    for paper in party.findall(f"{party.tag}_DOCUMENT"):
        if number := _text(paper, "NUMBER"):
            country = _text(paper, "ISSUING_COUNTRY") or _text(paper, "COUNTRY_OF_ISSUE")
            yield ListedNumber(_text(paper, "TYPE_OF_DOCUMENT"), number, country_of(country))


def _birth(birth: Element) -> str:
    if first := _text(birth, "FROM_YEAR"):
        return birth_of(f"{first} {_text(birth, 'TO_YEAR')}")
    said = _text(birth, "DATE") or _text(birth, "YEAR")
    about = _text(birth, "TYPE_OF_DATE").upper() == "APPROXIMATELY"
    return birth_of(f"circa {said[:4]}" if about and said else said)


def _join_parts(element: Element, parts: Sequence[str]) -> str:
    return ", ".join(filter(None, (_text(element, part) for part in parts)))
