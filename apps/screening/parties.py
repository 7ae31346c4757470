"""The parties that are compared with lists: persons and businesses of ours. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.matching import BearerKind
from apps.screening.listed_parties import PartyKind

_KINDS: Mapping[PartyKind, BearerKind] = {
    PartyKind.PERSON: BearerKind.PERSON,
    PartyKind.ORGANIZATION: BearerKind.ORGANIZATION,
    PartyKind.VESSEL: BearerKind.ORGANIZATION,
    PartyKind.AIRCRAFT: BearerKind.ORGANIZATION,
    PartyKind.UNKNOWN: BearerKind.ANY,
}


@dataclass(frozen=True, slots=True)
class ComparedParty:
    """A person or a business that is compared with lists.

    `births`, `countries`, `addresses` and `numbers` are what is known beside the name: days or years of birth as
    `files.facts.birth_of` writes them, codes by ISO 3166-1 alpha-2, addresses on one line, numbers of papers.
    """

    name: str
    kind: BearerKind
    births: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def name_kind(listed: PartyKind) -> BearerKind:
    """Return how the names of a party on a list are compared."""
    return _KINDS[listed]
