from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class ReportAdvice(NamedTuple):
    """A change that the reporter should make: the field, a stable code, what is wrong, and what to write instead."""

    field: str
    code: str
    detail: str
    instead: str


class PeerPrices(NamedTuple):
    """The values per kilogram of recorded parcels of a chapter of the Harmonized System, in a currency.

    `low` and `high` are the values below and above which one in fifty of them lies.
    """

    parcels: int
    low: Decimal
    median: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class AdviceContext:
    """The facts that are known beside a batch of shipments.

    `words` gives the words of each description, and `chapters_of` the chapters of the tariff that each word occurs in;
    both are empty where no tariff is loaded. `codes` holds the six-digit codes of the batch that the tariff has.
    `peers` is by chapter and currency.
    """

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chapters_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    peers: Mapping[tuple[str, str], PeerPrices] = field(default_factory=dict)

    @property
    def has_tariff(self) -> bool:
        return bool(self.chapters_of)
