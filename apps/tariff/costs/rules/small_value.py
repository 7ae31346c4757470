"""Whether goods of small value passed free of duty, as they did before August 29, 2025."""

from datetime import date
from decimal import Decimal

from apps.tariff.costs.questions import CostQuestion

MAX_SMALL_VALUE = Decimal(800)
# The exemption ended for goods of China and Hong Kong first (`laws.CHINA_SMALL_VALUE`), then for all (EO 14324).
LAST_DAY, LAST_DAY_OF_CHINA = date(2025, 8, 28), date(2025, 5, 1)
CHINA = frozenset({"CN", "HK"})


def is_small(question: CostQuestion) -> bool:
    """Tell whether goods are worth $800 or less: 19 U.S.C. 1321(a)(2)."""
    return question.value <= MAX_SMALL_VALUE


def passes_free(question: CostQuestion) -> bool:
    """Tell whether the goods of a question pass free of duty, tax and entry fee as goods of small value."""
    last = LAST_DAY_OF_CHINA if question.origin in CHINA else LAST_DAY
    return is_small(question) and question.day <= last
