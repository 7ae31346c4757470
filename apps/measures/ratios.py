"""An amount that all parcels have together, estimated from exams drawn at random by a ratio. Pure.

Each exam weighs one over the probability with which its parcel was drawn. The weighted losses over the weighted
declared values are the ratio, and the ratio times the declared value of all parcels is the amount: losses grow with the
value, so the ratio varies less than the losses do (W. G. Cochran, "Sampling Techniques", 3rd ed. 1977, chapter 6).
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import exp, fsum, sqrt
from typing import NamedTuple

from apps.core.estimates import Z


class BusinessExams(NamedTuple):
    """The exams of a business: how many found a loss, and the weighted sums of the losses and of the values."""

    business: int
    found: int
    loss: float
    value: float


@dataclass(frozen=True, slots=True)
class EstimatedAmount:
    """An estimated amount with its 95 % interval, in the unit of the losses."""

    value: float
    low: float
    high: float


def amount_estimate(exams: Collection[BusinessExams], total: float) -> EstimatedAmount | None:
    """Estimate the loss in all parcels, whose values make `total`; None where no loss was found or one business alone
    was examined.

    The variance is that of the linearized ratio (K. M. Wolter, "Introduction to Variance Estimation", 2nd ed. 2007,
    chapter 6), with the businesses as units, since the parcels of one business are alike. The interval is on the scale
    of the logarithm: no loss is below zero, and few large losses stretch the upper end.
    """
    value, loss = fsum(each.value for each in exams), fsum(each.loss for each in exams)
    number = len(exams)
    if number < 2 or not loss or not value:
        return None
    ratio = loss / value
    squares = fsum((each.loss - ratio * each.value) ** 2 for each in exams)
    error = sqrt(number / (number - 1) * squares) / value
    spread = exp(Z * error / ratio)
    amount = total * ratio
    return EstimatedAmount(amount, amount / spread, amount * spread)
