"""The facts that a list has about a party, in the same form for every list. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

# A list that says more of one party is cut: the most that any list of 2026 says of one is 134 names.
MAX_FACTS = 1000


class PartyKind(StrEnum):
    """The kind of a party on a list. Some lists do not say whether a party is a person."""

    PERSON = "person"
    ORGANIZATION = "organization"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameQuality(StrEnum):
    """The quality of a name on a list. A weak alias is a name that many others have as well, such as a nickname."""

    PRIMARY = "primary"
    ALIAS = "alias"
    FORMER = "former"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, order=True)
class ListedName:
    text: str
    quality: NameQuality


@dataclass(frozen=True, slots=True, order=True)
class ListedAddress:
    """An address on a list. `country`: ISO 3166-1 alpha-2, "" where the list names none that is known."""

    text: str
    country: str


@dataclass(frozen=True, slots=True, order=True)
class ListedNumber:
    """An identifier on a list: a passport, a tax number, a number of a ship. `kind` is the list's own word."""

    kind: str
    number: str
    country: str


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party on a list.

    `section`: the list within a file of several lists, "" in a file of one. `number`: what the list calls the party by,
    which is unique within the section. The first name is the primary one. `births`: days (1970-12-31), years (1970) or
    ranges of years (1970/1972). `countries`: of nationality, citizenship and birth, ISO 3166-1 alpha-2.
    """

    section: str
    number: str
    kind: PartyKind
    names: tuple[ListedName, ...]
    programs: tuple[str, ...] = ()
    addresses: tuple[ListedAddress, ...] = ()
    numbers: tuple[ListedNumber, ...] = ()
    births: tuple[str, ...] = ()
    birthplaces: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    remarks: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells the party from all others of the same source."""
        return self.section, self.number

    def content(self) -> dict[str, Any]:
        """Return the facts as a JSON object that is equal for equal facts, in whatever order a list gives them."""
        return {
            "kind": str(self.kind),
            "names": [{"text": name.text, "quality": str(name.quality)} for name in _names(self.names)],
            "programs": sorted(set(self.programs))[:MAX_FACTS],
            "addresses": [{"text": one.text, "country": one.country} for one in _sorted_facts(self.addresses)],
            "numbers": [
                {"kind": one.kind, "number": one.number, "country": one.country} for one in _sorted_facts(self.numbers)
            ],
            "births": sorted(set(self.births))[:MAX_FACTS],
            "birthplaces": sorted(set(self.birthplaces))[:MAX_FACTS],
            "countries": sorted(set(self.countries))[:MAX_FACTS],
            "remarks": self.remarks,
        }

    @classmethod
    def of_content(cls, section: str, number: str, content: Mapping[str, Any]) -> Self:
        """Return the party whose facts an object of `content` has."""
        return cls(
            section=section,
            number=number,
            kind=PartyKind(content["kind"]),
            names=tuple(ListedName(one["text"], NameQuality(one["quality"])) for one in content["names"]),
            programs=tuple(content["programs"]),
            addresses=tuple(ListedAddress(**one) for one in content["addresses"]),
            numbers=tuple(ListedNumber(**one) for one in content["numbers"]),
            births=tuple(content["births"]),
            birthplaces=tuple(content["birthplaces"]),
            countries=tuple(content["countries"]),
            remarks=content["remarks"],
        )


# The facts by which a party is known. The programs and remarks are the list's own words about it.
IDENTIFYING = ("kind", "names", "births", "birthplaces", "countries", "addresses", "numbers")


def is_same_listing(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two lists, as `ListedParty.content` has their facts, say the same of a party."""
    return all(one[name] == other[name] for name in IDENTIFYING)


def _sorted_facts[Fact: (ListedAddress, ListedNumber)](facts: Iterable[Fact]) -> Sequence[Fact]:
    return sorted(set(facts))[:MAX_FACTS]


def _names(names: Sequence[ListedName]) -> Sequence[ListedName]:
    """Return the primary name, then the others in order, each text once and at its best quality."""
    order = list(NameQuality)
    best = {one.text: one for one in sorted(names, key=lambda one: -order.index(one.quality))}
    return sorted(best.values(), key=lambda one: (order.index(one.quality), one.text))[:MAX_FACTS]
