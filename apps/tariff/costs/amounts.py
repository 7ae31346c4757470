"""The amounts of an answer, each with how it came to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from apps.core.lazy import Promise
from apps.tariff.citations import Law
from apps.tariff.costs.rates import RateUnit


class Certainty(StrEnum):
    """How sure an amount is: owed; owed or not, as a list or a fact decides that is not known here; not computed."""

    OWED = "owed"
    POSSIBLE = "possible"
    NOT_COMPUTED = "not_computed"


@dataclass(frozen=True, slots=True)
class CostAmount:
    """An amount in US dollars. `amount` is None if it is not computed.

    `base` is the value that a percentage was taken of, `rate` the rate as the law writes it, `first` and `last` the
    days of the law that are known, `notes` sentences about what the amount takes or leaves open. `missing` is what the
    rate counts and the question does not give.
    """

    key: str
    name: str | Promise
    amount: Decimal | None
    standing: Certainty
    law: Law
    rate: str = ""
    base: Decimal | None = None
    first: date | None = None
    last: date | None = None
    notes: tuple[str | Promise, ...] = ()
    missing: tuple[RateUnit, ...] = ()

    @property
    def least(self) -> Decimal:
        """Return what is owed at least."""
        return self.amount if self.amount is not None and self.standing is Certainty.OWED else Decimal(0)

    @property
    def most(self) -> Decimal | None:
        """Return what is owed at most; None if nobody can say here."""
        return self.amount


@dataclass(frozen=True, slots=True)
class EntryType:
    """How goods are entered: the code of the entry type, its name, whether a broker is needed, and the laws."""

    entry_type: str
    name: str | Promise
    broker: str | Promise
    formal: bool
    law: Law
    documents: tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True)
class Preference:
    """A lower rate that a trade agreement gives to the country of origin, as the tariff writes the rate."""

    program: str
    name: str | Promise
    rate: str
    claimed: bool


@dataclass(frozen=True, slots=True)
class Costs:
    """The answer: the amounts, the entry, and what may lower the duty. `notes` hold for the whole answer."""

    amounts: tuple[CostAmount, ...]
    entry: EntryType
    preferences: tuple[Preference, ...]
    notes: tuple[str | Promise, ...]

    @property
    def least(self) -> Decimal:
        """Return the sum that is owed at least."""
        return sum((each.least for each in self.amounts), Decimal(0))

    @property
    def most(self) -> Decimal | None:
        """Return the sum that is owed at most; None if an amount is not computed."""
        sums = [each.most for each in self.amounts]
        return None if any(each is None for each in sums) else sum((each for each in sums if each), Decimal(0))

    @property
    def missing(self) -> list[RateUnit]:
        """Return what the rates count and the question does not give."""
        return [unit for each in self.amounts for unit in each.missing]

    @property
    def by_key(self) -> Mapping[str, CostAmount]:
        """Return the amounts by their keys."""
        return {each.key: each for each in self.amounts}
