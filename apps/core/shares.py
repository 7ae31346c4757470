"""Shares as percentages, by one rule of rounding for every page, sentence, mail and chart.

A figure that people read is the nearest one. The bounds of a range go outward: the real share lies in the range that is
shown if it lies in the exact one. Each is shown with as many further digits as it takes to tell the share from 0, from
1, and from a share with which a rule compares it.
"""

from collections.abc import Collection
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import count
from math import inf

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# A policy gives shares with at most six decimals, so their percentages have at most four.
POLICY_DIGITS = 4
# A share such as 1 - 0.07 is 0.9299999999999999 in binary, and means 0.93.
_BINARY_DIGITS = 12


def percent(share: float, digits: int = 1, *, against: Collection[float] = ()) -> str:
    """Return a share as a percentage to the nearest digit, in the reader's form: 0.985 as "98.5%", 0.5 as "50%".

    `against` are the shares with which a rule compares the share: 0.9496 is "95%", and "94.96%" against 0.95.
    """
    return _text(share_rounded(share, digits + 2, ROUND_HALF_UP, against=against))


def percent_low(share: float, digits: int = 1) -> str:
    """Return the lower bound of a range as a percentage, rounded down: 0.0809 as "8%"."""
    return _text(share_rounded(share, digits + 2, ROUND_FLOOR))


def percent_high(share: float, digits: int = 1) -> str:
    """Return the upper bound of a range as a percentage, rounded up: 0.0809 as "8.1%"."""
    return _text(share_rounded(share, digits + 2, ROUND_CEILING))


def percent_range(low: float, high: float) -> str:
    """Return a range of shares as text, rounded outward; without its end if the range has none."""
    if high == inf:
        return _("%(low)s or more") % {"low": percent_low(low)}
    return _("%(low)s to %(high)s") % {"low": percent_low(low), "high": percent_high(high)}


def percent_exact(share: float) -> str:
    """Return a share of few digits as a percentage with all of them: a number of the policy, or a rate that a rule cuts
    before it compares.
    """
    return percent(round(share, POLICY_DIGITS + 2), POLICY_DIGITS)


def share_rounded(share: float | Decimal, digits: int, rounding: str, *, against: Collection[float] = ()) -> Decimal:
    """Return a share with so many decimals, or as many more as it takes to tell it from 0, 1 and those in `against`."""
    # Zero is added, since a small negative number is rounded to a zero with a sign.
    exact, *marks = (round(Decimal(str(number)), _BINARY_DIGITS) + 0 for number in (share, 0, 1, *against))
    candidates = (exact.quantize(Decimal(1).scaleb(-places), rounding) for places in count(digits))
    return next(shown for shown in candidates if all(shown.compare(mark) == exact.compare(mark) for mark in marks))


def _text(share: Decimal) -> str:
    number = (share * 100).normalize()
    places = max(0, -int(number.as_tuple().exponent))
    return _("%(number)s%%") % {"number": number_format(number, decimal_pos=places)}
