"""The weights of the ties between businesses. Pure functions.

A value that two businesses share says the more, the fewer have it. Suppose that a business shares a value with n - 1
others, and that it is related to one of them with the odds c if that is the only other. All others have the value by
chance, so the odds that a given one of them is the related one are c / (n - 1): each time the number of others doubles,
the tie says one bit less. This is the weight of agreement by frequency of a value (H. B. Newcombe et al., "Automatic
Linkage of Vital Records", Science 130, 1959, 954-959; I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage",
JASA 64, 1969, 1183-1210), in which the number of all businesses cancels out (ADR 0094).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from apps.shippers.models import Identifier, MatchKey

Kind = MatchKey.Kind


@dataclass(frozen=True, slots=True)
class KindWeight:
    """The weight of one kind of value.

    `alone` is the probability that two businesses are related if they alone have a value of the kind: a decision of the
    program. Kinds of one `family` come from one source, such as the address and the phone of a forwarding agent, so
    that only the strongest tie of a family counts.
    """

    family: str
    alone: float

    @property
    def odds(self) -> float:
        return self.alone / (1 - self.alone)


WEIGHTS: dict[str, KindWeight] = {
    **{kind: KindWeight("number", 0.999) for kind in Identifier.Kind.values},
    Kind.PARENT: KindWeight("number", 0.999),
    Kind.BANK: KindWeight("bank", 0.998),
    Kind.STOREFRONT: KindWeight("storefront", 0.998),
    Kind.DEVICE: KindWeight("device", 0.99),
    Kind.EMAIL: KindWeight("web", 0.99),
    Kind.PAGE: KindWeight("web", 0.98),
    Kind.DOMAIN: KindWeight("web", 0.98),
    Kind.PHONE: KindWeight("place", 0.98),
    Kind.ADDRESS: KindWeight("place", 0.85),
    Kind.SALE: KindWeight("sale", 0.95),
    # Persons and firms of one name are often strangers, also where only two have the name.
    Kind.OWNER: KindWeight("owner", 0.7),
    Kind.NAME: KindWeight("name", 0.5),
}
# Ties of these families show that two businesses are in the same hands: a number or a parent, a bank account, an owner.
# The others may show no more than one agent, one address or one customer.
CONTROL_FAMILIES = ("number", "bank", "owner")
# From this probability on, a pair belongs to one cluster. A program decision: one in five ties that are just strong
# enough leads to a stranger, and an officer reads each with its evidence.
RELATED = 0.8
# A tie that says less is not counted: a few coincidences more would not make a pair related. The pairs of a value grow
# with the square of its holders, so this also bounds the work.
MIN_WEIGHT = 0.05
# From this probability on, a value that somebody names tells which businesses may be meant.
MIN_TELLING = 0.5
# A value that more businesses have makes no pair related, also if it is a number: 999 / (999 + 250) is below `RELATED`.
MAX_HOLDERS = 250


def max_holders(kind: str) -> int:
    """Return the largest number of businesses that may have a value of a kind which still counts."""
    others = math.floor(WEIGHTS[kind].odds * (1 / MIN_WEIGHT - 1))
    return min(MAX_HOLDERS, others + 1)


def tie_weight(kind: str, holders: int) -> float:
    """Return the probability, from 0 to 1, that a value which so many businesses have is no coincidence."""
    odds = WEIGHTS[kind].odds
    return odds / (odds + holders - 1)


def is_telling(kind: str, holders: int) -> bool:
    """Tell whether a value is more likely than not that of one business or of related ones: a forwarder's is not."""
    return tie_weight(kind, holders) >= MIN_TELLING


def pair_weight(weights: Iterable[tuple[str, float]]) -> float:
    """Return the probability, from 0 to 1, that not all ties of a pair are coincidences, by family and weight of each.

    The families count as if they were independent; of one family only the strongest tie counts.
    """
    strongest: dict[str, float] = {}
    for family, weight in weights:
        strongest[family] = max(weight, strongest.get(family, 0.0))
    return 1 - math.prod(1 - weight for weight in strongest.values())
