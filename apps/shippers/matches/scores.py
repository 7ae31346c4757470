"""How much it tells that two businesses agree in something. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy
from rapidfuzz.fuzz import token_set_ratio

from apps.core.lazy import Promise
from apps.shippers.models import Identifier, MatchKey

Kind = MatchKey.Kind

IDENTIFIERS = frozenset(Identifier.Kind.values)

# How likely two businesses are one that agree in this and in nothing else. A program decision, to put the list in an
# order: a number is given to one business alone, an account or a shop has one holder, an address, an owner, a domain
# and a phone are shared by sisters, and names by strangers.
WEIGHTS: dict[str, float] = {
    **dict.fromkeys(IDENTIFIERS, 0.95),
    Kind.BANK: 0.9,
    Kind.STOREFRONT: 0.9,
    Kind.PAGE: 0.8,
    Kind.EMAIL: 0.8,
    Kind.PHONE: 0.6,
    Kind.DOMAIN: 0.6,
    Kind.ADDRESS: 0.5,
    Kind.OWNER: 0.5,
    Kind.NAME: 0.5,
}

# Of 100. Below it, names of strangers meet that have two words in common ("Lanternbrook Goods Trading" and
# "Lanternbrook Kids Trading" come to 90); above it are slips of the keyboard, plurals and added words.
LIKE_NAMES = 92
# Addresses have words that very many have ("industrial park", the city), but their numbers are compared as well.
LIKE_ADDRESSES = 92

# From here on, two records are held to be one business until somebody finds that they are not.
SAME = 0.9
STRENGTHS: tuple[tuple[float, Promise], ...] = (
    (SAME, _lazy("Very likely the same business")),
    (0.6, _lazy("Likely connected")),
    (0.0, _lazy("May be a coincidence")),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """That two businesses agree in something: what each of them gave, and how like that is, of 100; 100 is equal."""

    kind: str
    own: str
    other: str
    ratio: float = 100.0

    @property
    def label(self) -> Promise | str:
        return Identifier.Kind(self.kind).label if self.kind in IDENTIFIERS else Kind(self.kind).label

    @property
    def exact(self) -> bool:
        return self.ratio == 100.0

    @property
    def weight(self) -> float:
        return WEIGHTS[self.kind] * self.ratio / 100


def score(evidence: Iterable[Evidence]) -> float:
    """From 0 to 1: that not each of the agreements is a coincidence, as if they were independent. Of a kind, the
    strongest counts: two shared addresses are hardly more than one.
    """
    strongest: dict[str, float] = {}
    for each in evidence:
        strongest[each.kind] = max(each.weight, strongest.get(each.kind, 0.0))
    coincidence = 1.0
    for kind in sorted(strongest):
        coincidence *= 1 - strongest[kind]
    return 1 - coincidence


def strength(of: float) -> Promise:
    """A score in words."""
    return next(words for least, words in STRENGTHS if of >= least)


def names_ratio(one: str, other: str) -> float:
    """How like two normal names are, of 100; 0 where that tells nothing. Added words and their order count little."""
    ratio = token_set_ratio(one, other)
    return ratio if ratio >= LIKE_NAMES else 0.0


def addresses_ratio(one: str, other: str) -> float:
    """The same for normal addresses. Numbers are compared apart: to a ratio of letters, numbers 12 and 14 of a street
    are nearly one. Those of one address have all to stand in the other, and at least one has to be there.
    """
    numbers, others = _numbers(one), _numbers(other)
    shared = numbers & others
    if not shared or shared not in (numbers, others):
        return 0.0
    ratio = token_set_ratio(one, other)
    return ratio if ratio >= LIKE_ADDRESSES else 0.0


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if any(char.isdigit() for char in word)}
