"""Shares as percentages, by one rule of rounding for every page, sentence, mail and chart."""

from math import floor

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# A policy gives shares with at most six decimals, so their percentages have at most four.
POLICY_DIGITS = 4
# A share such as 1 - 0.07 is 0.9299999999999999 in binary, and means 0.93.
TOLERANCE = 1e-9


def percent(share: float, digits: int = 1) -> str:
    """Return a share as a percentage in the reader's form: 0.985 as "98.5%", 0.5 as "50%".

    Digits beyond `digits` are cut off, never rounded up, so that a share just below a requirement does not look as
    though it met the requirement: 0.9349 is "93.4%", not "93.5%".
    """
    cut = floor(share * 100 * 10**digits + TOLERANCE) / 10**digits
    places = next(places for places in range(digits + 1) if round(cut, places) == cut)
    return _("%(number)s%%") % {"number": number_format(cut, decimal_pos=places)}


def percent_exact(share: float) -> str:
    """Return a share of the policy, such as a requirement or a benefit, as a percentage with all of its digits."""
    return percent(round(share, POLICY_DIGITS + 2), POLICY_DIGITS)
