"""The question that a calculation answers: which goods, from where, how, worth what, entered when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.costs.rates import RateUnit, measures_of, rate_read

# The codes are those of the ledger (`ledger.vocabulary.Mode`); a test compares them.
MODES: Mapping[str, Promise] = {
    "air": _lazy("Air"),
    "post": _lazy("Post"),
    "sea": _lazy("Sea"),
    "truck": _lazy("Truck"),
    "rail": _lazy("Rail"),
    "other": _lazy("Other"),
}
CURRENCY = "USD"
# The dated tables begin and end on these days: fees are known until the end of the fiscal year 2027.
FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2027, 9, 30)
MAX_VALUE = Decimal(10_000_000)
# The provision for goods of the United States, and others, that come back as they left.
RETURNED = "98010010"
MAX_MEASURED = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class CostQuestion:
    """A shipment of one kind of goods. `value` is in US dollars, `origin` an ISO 3166-1 alpha-2 code in capitals.

    `measured` holds what the rate counts beside the value, where it was given. `preference` tells whether the importer
    claims the rate of a trade agreement.
    """

    hs: str
    origin: str
    mode: str
    value: Decimal
    day: date
    measured: Mapping[RateUnit, Decimal]
    preference: bool = False


def is_returned(question: CostQuestion) -> bool:
    """Tell whether goods come back as they left."""
    return question.hs.startswith(RETURNED)


@dataclass(frozen=True, slots=True)
class TariffGoods:
    """A line of the tariff with ten digits: its descriptions from the top and its rates as the tariff writes them.

    A rate that the loaded tariff does not give is "".
    """

    code: str
    dotted: str
    texts: list[str]
    general: str
    special: str
    column_2: str

    @property
    def units(self) -> list[RateUnit]:
        """What the rates count beside the value."""
        rates = [rate_read(text) for text in (self.general, self.column_2)]
        return [each for each in RateUnit if any(rate and each in measures_of(rate) for rate in rates)]
