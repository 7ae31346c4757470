"""Rates of duty as the tariff writes them, such as “16.5%” or “9.7¢/kg + 4.8%”, read as terms that can be computed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache


class RateUnit(StrEnum):
    """What a rate counts beside the value. Each is a parameter of the question."""

    WEIGHT = "weight_kg"
    QUANTITY = "quantity"
    LITERS = "liters"
    AREA = "square_meters"


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a rate: a share of the value in percent, or dollars for each unit.

    `measured` is None for a share of the value. `size` is how much of it makes one unit: 12 pieces for a dozen, 1000
    kilograms for a ton.
    """

    amount: Decimal
    measured: RateUnit | None = None
    size: Decimal = Decimal(1)


type Rate = tuple[Term, ...]

# The units of rates. Pairs are counted as one: of shoes, the quantity is the number of pairs.
UNITS: Mapping[str, tuple[RateUnit, Decimal]] = {
    "kg": (RateUnit.WEIGHT, Decimal(1)),
    "t": (RateUnit.WEIGHT, Decimal(1000)),
    "each": (RateUnit.QUANTITY, Decimal(1)),
    "no": (RateUnit.QUANTITY, Decimal(1)),
    "head": (RateUnit.QUANTITY, Decimal(1)),
    "pr": (RateUnit.QUANTITY, Decimal(1)),
    "prs": (RateUnit.QUANTITY, Decimal(1)),
    "doz": (RateUnit.QUANTITY, Decimal(12)),
    "doz.pr": (RateUnit.QUANTITY, Decimal(12)),
    "doz.prs": (RateUnit.QUANTITY, Decimal(12)),
    "gross": (RateUnit.QUANTITY, Decimal(144)),
    "1000": (RateUnit.QUANTITY, Decimal(1000)),
    "thousand": (RateUnit.QUANTITY, Decimal(1000)),
    "liter": (RateUnit.LITERS, Decimal(1)),
    "m2": (RateUnit.AREA, Decimal(1)),
}
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_SPECIFIC = re.compile(r"(?:\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*¢)\s*(?:/\s*)?([a-z0-9. ]+)")


@cache
def rate_read(text: str) -> Rate | None:
    """Read a rate. Return no terms for “Free”, and None for a rate that needs more than value, weight and quantity.

    Such a rate names another line, or a part of the goods, as in “1.1¢/kg on lead content”.
    """
    plain = " ".join(text.replace("²", "2").split()).lower()
    if plain == "free":
        return ()
    terms = [_term(part.strip()) for part in plain.split("+")]
    known = tuple(term for term in terms if term)
    return known if known and len(known) == len(terms) else None


def _term(text: str) -> Term | None:
    if found := _PERCENT.fullmatch(text):
        return Term(Decimal(found[1]))
    if found := _SPECIFIC.fullmatch(text):
        unit = UNITS.get(re.sub(r"\.?\s+", ".", found[3].strip()).strip("."))
        amount = Decimal(found[1]) if found[1] else Decimal(found[2]) / 100
        return Term(amount, *unit) if unit else None
    return None


def rate_shown(text: str) -> str:
    """Return a rate without the zeros that a spreadsheet put after its decimals: 16.5% for 16.50%."""
    return re.sub(r"(\d+\.\d*?)0+(?=%)", lambda found: found[1].rstrip("."), text)


def measures_of(rate: Rate) -> list[RateUnit]:
    """Return what a rate counts beside the value, in the order of the terms."""
    return list(dict.fromkeys(term.measured for term in rate if term.measured))
