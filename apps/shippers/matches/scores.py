"""The weights of evidence that two businesses are the same. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.shippers.models import Identifier, MatchKey

Kind = MatchKey.Kind

IDENTIFIERS = frozenset(Identifier.Kind.values)

# The probability that two businesses which agree in this alone are the same: a decision of the program, which orders
# the list. An identifier is issued to one business, an account or a shop has one holder; related businesses share
# addresses, owners, domains and phones, and strangers share names.
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
    # These tell of the same people or the same group, and of one business only together with something else.
    Kind.DEVICE: 0.6,
    Kind.SALE: 0.6,
    Kind.PARENT: 0.3,
}

# From this score on, two records count as the same business until an officer finds otherwise.
SAME = 0.9
# A value of these kinds says so by itself: each is issued to one business, or has one holder.
STRONG = frozenset(kind for kind, weight in WEIGHTS.items() if weight >= SAME)
STRENGTHS: tuple[tuple[float, Promise], ...] = (
    (SAME, _lazy("Very likely the same business")),
    (0.6, _lazy("Likely connected")),
    (0.0, _lazy("May be a coincidence")),
)


@dataclass(frozen=True, slots=True)
class ValueAgreement:
    """An agreement of two businesses: the value of each, and their similarity from 0 to 100; 100 is equal."""

    kind: str
    own: str
    other: str
    ratio: float = 100.0

    @property
    def label(self) -> Promise | str:
        """The name of the kind of evidence."""
        return Identifier.Kind(self.kind).label if self.kind in IDENTIFIERS else Kind(self.kind).label

    @property
    def exact(self) -> bool:
        """Whether the values are equal."""
        return self.ratio == 100.0

    @property
    def weight(self) -> float:
        """The probability that the agreement is no coincidence, from 0 to 1."""
        return WEIGHTS[self.kind] * self.ratio / 100


def score(evidence: Iterable[ValueAgreement]) -> float:
    """Return the probability, from 0 to 1, that not all agreements are coincidences, as if they were independent.

    Only the strongest agreement of a kind counts: two shared addresses are hardly more evidence than one.
    """
    strongest: dict[str, float] = {}
    for each in evidence:
        strongest[each.kind] = max(each.weight, strongest.get(each.kind, 0.0))
    coincidence = 1.0
    for kind in sorted(strongest):
        coincidence *= 1 - strongest[kind]
    return 1 - coincidence


def strength(score: float) -> Promise:
    """Return a score in words."""
    return next(words for minimum, words in STRENGTHS if score >= minimum)
