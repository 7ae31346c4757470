"""The probability that two records are of one firm, by name, address, country and identifiers. Pure functions.

`compare_firms` adds points for what agrees and takes points away for what does not, as a logistic regression does; the
points are the log-odds that `python -m benchmarks firms` fits. `pairs_found` finds the pairs of two files by keys of
the names, without comparing every record of one with every record of the other.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from apps.core.shares import percent
from apps.matching.addresses import PreparedAddress, address_numbers, address_words, prepare_address
from apps.matching.comparison import PartComparison, compare_names
from apps.matching.keys import token_keys
from apps.matching.preparation import BearerKind, Name, prepare_name

# The log-odds that two records with a key in common are of one firm. Fitted by `python -m benchmarks firms --fit` to
# half of the firms of the FDA's file of import refusals (2020 to 2023), each beside a copy written otherwise; the firm
# is known by the FDA's number. Rounded to halves.
BASE = -14.5
NAME = 7.0  # times the score of the names
WORDS = 4.0  # times the share of the words of the shorter address that the other one has
ALL_WORDS = 8.0  # times the share of the words of both
NUMBERS = 1.5  # times the share of the numbers of the address
OTHER_NUMBERS = -5.5  # both have numbers, and none in common
# Where a record has no address, the share of words with which equal names have even odds: of the pairs of one name in
# that file about half are of one firm.
UNKNOWN_WORDS = 0.63
# Not fitted, since the file has three countries and no other identifiers: decisions of the program. An identifier is
# issued to one firm and decides alone. A country may be that of the parent firm.
OTHER_COUNTRY = -4.0
SAME_IDENTIFIER, OTHER_IDENTIFIER = 18.0, -6.0

# Records are of one firm from this probability on.
PROBABLE = 0.5
# A key that more records of a file have would only compare strangers; names so common have other keys.
MAX_SHARING = 500


@dataclass(frozen=True, slots=True)
class Firm:
    """A record of a firm prepared for comparison. Identifiers are by kind, such as `{"lei": "..."}`."""

    name: Name
    address: PreparedAddress
    country: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """The features of two records from which the probability follows, and the reasons of their names."""

    name: float
    words: float
    all_words: float
    has_addresses: bool
    numbers: float
    other_numbers: bool
    other_country: bool
    same_identifier: bool
    other_identifier: bool
    reasons: tuple[PartComparison, ...]

    @property
    def probability(self) -> float:
        """The probability that the records are of one firm, from 0 to 1."""
        points = BASE + NAME * self.name + WORDS * self.words + ALL_WORDS * self.all_words + NUMBERS * self.numbers
        points += OTHER_NUMBERS * self.other_numbers + OTHER_COUNTRY * self.other_country
        points += SAME_IDENTIFIER * self.same_identifier + OTHER_IDENTIFIER * self.other_identifier
        return 1 / (1 + math.exp(-points))

    @property
    def sentences(self) -> list[str]:
        """The reasons in sentences for staff: those of the names, the address, the country and the identifiers."""
        told = [reason.sentence for reason in self.reasons]
        if self.has_addresses:
            told.append(f"{percent(self.words, 0)} of the words of the shorter address are in the other one.")
        else:
            told.append("One record has no address.")
        told += [
            sentence
            for holds, sentence in (
                (self.other_numbers, "The addresses have no number in common."),
                (self.other_country, "The countries differ."),
                (self.same_identifier, "The identifiers are the same."),
                (self.other_identifier, "The identifiers differ."),
            )
            if holds
        ]
        return told


def prepare_firm(name: str, address: str = "", country: str = "", identifiers: Mapping[str, str] | None = None) -> Firm:
    """Prepare a record of a firm for comparison. The country is a code or name, as both records write it."""
    return Firm(
        prepare_name(name, BearerKind.ORGANIZATION),
        prepare_address(address),
        country.strip().casefold(),
        identifiers or {},
    )


def compare_firms(one: Firm, other: Firm) -> RecordAgreement:
    """Compare two records. Other firms do not matter: how rare a word is among them adds nothing (ADR 0096)."""
    likeness = compare_names(one.name, other.name)
    words, all_words = address_words(one.address, other.address)
    numbers = address_numbers(one.address, other.address)
    has_addresses = bool(one.address.words and other.address.words)
    kinds = one.identifiers.keys() & other.identifiers.keys()
    same = any(one.identifiers[kind] == other.identifiers[kind] for kind in kinds)
    return RecordAgreement(
        name=likeness.score,
        words=words if has_addresses else UNKNOWN_WORDS,
        all_words=all_words if has_addresses else UNKNOWN_WORDS,
        has_addresses=has_addresses,
        numbers=numbers or 0.0,
        other_numbers=numbers == 0,
        other_country=bool(one.country and other.country and one.country != other.country),
        same_identifier=same,
        other_identifier=bool(kinds) and not same,
        reasons=likeness.reasons,
    )


def pairs_found(
    lefts: Sequence[Firm], rights: Sequence[Firm], least: float = PROBABLE
) -> Iterator[tuple[int, int, RecordAgreement]]:
    """Yield the pairs of two files that are probably of one firm: the places of both records, and their agreement."""
    for left, right in candidates(lefts, rights):
        agreement = compare_firms(lefts[left], rights[right])
        if agreement.probability >= least:
            yield left, right, agreement


def candidates(lefts: Sequence[Firm], rights: Sequence[Firm]) -> Iterator[tuple[int, int]]:
    """Yield the places of records of two files whose names or identifiers have a key in common, each pair once."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, firm in enumerate(rights):
        for key in _keys(firm):
            index[key].append(place)
    for place, firm in enumerate(lefts):
        shared = (index[key] for key in _keys(firm) if key in index)
        yield from (
            (place, other) for other in sorted({other for each in shared if len(each) <= MAX_SHARING for other in each})
        )


def _keys(firm: Firm) -> frozenset[str]:
    return token_keys(firm.name) | {f"#{kind}:{value}" for kind, value in firm.identifiers.items()}
