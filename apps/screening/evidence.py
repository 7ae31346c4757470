"""The weight of the evidence that a party is the one on a list, part by part. Pure functions.

Each part weighs as a natural logarithm of odds: how much more often two records of one party agree so than two records
of different parties do (Fellegi and Sunter, "A Theory for Record Linkage", 1969). The parts add up, with the odds
before anything is known, to the odds that the two are one; the probability follows from them. So support separates
names that are alike.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from anyascii import anyascii
from django.utils.translation import gettext as _

from apps.matching import Name, NameLikeness, compare_names, name_facts
from apps.screening.files.facts import years_of
from apps.screening.listed_parties import ListedParty, NameQuality
from apps.screening.parties import ComparedParty

# Of the parties that a trader program screens, one in 10,000 is on a list: the order of magnitude that the aim of ten
# hits in 100,000 parties stands for.
PRIOR = math.log(1 / 10_000)

# The same day of birth: six in ten records of one person have the whole day, and two people share a day once in 50
# years of 365 days. Lists also hold wrong days, so the weight is less than the 9.3 that follows.
SAME_DAY = 6.0
# The same year: nine in ten, against one in 50.
SAME_YEAR = 3.8
# A year apart, as calendars and passports differ: one in 20, against one in 25.
NEAR_YEAR = 0.5
# Another year: one in 20 records of one person, against 19 in 20.
OTHER_YEAR = -2.9
# A country of nationality, birth or address is shared by 17 in 20 records of one party, and by one in 10 of two.
SAME_COUNTRY = 2.1
OTHER_COUNTRY = -1.8
# Most words of an address: seven in ten, against one in 100.
SAME_ADDRESS = 4.2
# The same number of a passport, of a company or of a ship: nine in ten, against one in 10,000, for typing errors.
SAME_NUMBER = 9.1
# A weak alias, such as a nickname, is the name of some dozens of others as well.
WEAK_NAME = -4.0

MIN_SHARED_WORDS = 0.6
# Shorter numbers are shared by chance.
MIN_NUMBER_LENGTH = 5

# The span of log-odds that the score from 0 to 1 shows: far wider than that of the probability, which nears 1 early.
SPAN = 6.0


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """A part of the evidence. `weight` is in natural logarithms of odds; words for staff."""

    part: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class ListEvidence:
    """The evidence that a party is the one on a list."""

    parts: tuple[EvidencePart, ...]

    @property
    def weight(self) -> float:
        """Return the weight of all parts together, the odds before them included."""
        return PRIOR + sum(part.weight for part in self.parts)

    @property
    def is_supported(self) -> bool:
        """Return whether something beside the names speaks for the two being one."""
        return any(part.part != "name" and part.weight > 0 for part in self.parts)

    @property
    def probability(self) -> float:
        return 1 / (1 + math.exp(-self.weight))

    @property
    def score(self) -> float:
        """Return the weight as a number from 0 to 1, in which likely hits still differ from each other."""
        return 1 / (1 + math.exp(-self.weight / SPAN))


def evidence_of(party: ComparedParty, own: Name, listed: ListedParty, name: Name, quality: NameQuality) -> ListEvidence:
    """Weigh the evidence that a party is the one on a list, by its `own` name and a `name` of the list."""
    likeness = compare_names(own, name)
    parts = [EvidencePart("name", name_facts(own, name, likeness).weight, _name_words(name.text, likeness))]
    if quality == NameQuality.WEAK:
        parts.append(
            EvidencePart("weak_alias", WEAK_NAME, _("The list calls this name a weak alias, which many others have."))
        )
    supports = (
        _birth(party.births, listed.births),
        _country(party, listed),
        _address(party.addresses, [address.text for address in listed.addresses]),
        _number(party.numbers, [number.number for number in listed.numbers]),
    )
    return ListEvidence((*parts, *(part for part in supports if part)))


def _name_words(name: str, likeness: NameLikeness) -> str:
    told = " ".join(reason.sentence for reason in likeness.reasons)
    said = _("The name is like “%(name)s” by %(score).2f of 1. %(reasons)s")
    return (said % {"name": name, "score": likeness.score, "reasons": told}).strip()


def _birth(own: Sequence[str], listed: Sequence[str]) -> EvidencePart | None:
    if not own or not listed:
        return None
    said = {"own": ", ".join(own), "listed": ", ".join(listed)}
    if days := set(own) & {birth for birth in listed if len(birth) == len("1970-12-31")}:
        return EvidencePart("birth", SAME_DAY, _("The day of birth is the same: %(day)s.") % {"day": min(days)})
    apart = min(_years_apart(one, other) for one, other in product(own, listed))
    if not apart:
        return EvidencePart("birth", SAME_YEAR, _("The year of birth fits: %(own)s and %(listed)s.") % said)
    if apart == 1:
        return EvidencePart("birth", NEAR_YEAR, _("The years of birth are one apart: %(own)s and %(listed)s.") % said)
    return EvidencePart("birth", OTHER_YEAR, _("The years of birth differ: %(own)s and %(listed)s.") % said)


def _years_apart(one: str, other: str) -> int:
    (first, last), (other_first, other_last) = years_of(one), years_of(other)
    return max(0, other_first - last, first - other_last)


def _country(party: ComparedParty, listed: ListedParty) -> EvidencePart | None:
    own = set(party.countries)
    theirs = {*listed.countries, *(address.country for address in listed.addresses if address.country)}
    if not own or not theirs:
        return None
    said = {"own": ", ".join(sorted(own)), "listed": ", ".join(sorted(theirs))}
    if shared := own & theirs:
        return EvidencePart("country", SAME_COUNTRY, _("Both have the country %(country)s.") % {"country": min(shared)})
    return EvidencePart("country", OTHER_COUNTRY, _("The countries differ: %(own)s and %(listed)s.") % said)


def _address(own: Sequence[str], listed: Sequence[str]) -> EvidencePart | None:
    """Weigh an address that has most words of a listed one. Another address proves nothing: people move."""
    best = max(((_shared_words(one, other), other) for one, other in product(own, listed)), default=(0.0, ""))
    if best[0] < MIN_SHARED_WORDS:
        return None
    return EvidencePart("address", SAME_ADDRESS, _("The address is like “%(address)s”.") % {"address": best[1]})


def _shared_words(one: str, other: str) -> float:
    """Return the share of the words of the longer address that both have; 0 where one has hardly any words."""
    left, right = _words(one), _words(other)
    # A city and a country alone are no address.
    if min(len(left), len(right)) < len(("street", "number", "city")):
        return 0.0
    return len(left & right) / max(len(left), len(right))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", anyascii(text).lower()))


def _number(own: Iterable[str], listed: Iterable[str]) -> EvidencePart | None:
    shared = {_bare(number) for number in own} & {_bare(number) for number in listed}
    known = sorted(number for number in shared if len(number) >= MIN_NUMBER_LENGTH)
    return (
        EvidencePart("identifier", SAME_NUMBER, _("Both have the number %(number)s.") % {"number": known[0]})
        if known
        else None
    )


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())
