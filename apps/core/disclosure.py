"""The bounds within which figures are published, so that none tells of a single business. Pure.

`apps.measures.disclosure` chooses the lines of measures by them, `apps.core.cells` the cells of tables.
"""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# Decisions of the program (docs/adr/0104-public-figures-are-fixed-editions.md).
MIN_BUSINESSES = 10
MAX_SHARE = Decimal("0.5")
COUNT_STEP = 5
AMOUNT_STEP = 1_000

type Vector = dict[str, Fraction]


def rounded(number: Decimal | int, step: int, rounding: str = ROUND_HALF_UP) -> int:
    """Return the multiple of a step that is nearest to a number, the higher one if two are; or the one in the direction
    of another rounding.
    """
    return int((Decimal(number) / step).to_integral_value(rounding)) * step


def is_few(businesses: Collection[int]) -> bool:
    """Return whether there are businesses, and fewer than may stand behind a published number."""
    return 0 < len(businesses) < MIN_BUSINESSES


def is_dominated(amounts: Collection[Decimal | int]) -> bool:
    """Return whether one business has more than its share of an amount."""
    return bool(amounts) and max(amounts) > MAX_SHARE * sum(amounts)
