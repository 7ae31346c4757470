"""The true share of wrong parcels, estimated from selected ones by the inverse of their probability. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of the 95 % interval of a normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval, and the number of parcels that it rests on."""

    share: float
    low: float
    high: float
    parcels: int


def share_estimate(selected: Iterable[tuple[float, bool]], total: int) -> Estimate | None:
    """Estimate the share of wrong parcels of all parcels; None where nothing was selected.

    `selected` holds the probability to be selected and the outcome of each selected parcel; each of the `total` parcels
    must have had a probability above 0. The parcels that were certain to be selected are counted; those that were not
    are estimated by weights of one over their probability, divided by the sum of the weights (Hajek, "Comment on a
    paper by D. Basu", 1971). The interval is Wilson's (1927) with the number of parcels that would have the same
    variance, since a normal interval is too short where few were drawn.
    """
    certain = certain_wrong = drawn = 0
    weights = wrong = squares_wrong = squares = 0.0
    for probability, is_wrong in selected:
        if probability >= 1:
            certain += 1
            certain_wrong += is_wrong
            continue
        weight = 1 / probability
        drawn += 1
        weights += weight
        wrong += weight * is_wrong
        squares += weight * weight * (1 - probability)
        squares_wrong += weight * weight * (1 - probability) * is_wrong
    rest = total - certain
    if rest <= 0 or not drawn:
        return (
            Estimate(certain_wrong / certain, certain_wrong / certain, certain_wrong / certain, certain)
            if certain and rest <= 0
            else None
        )
    share = wrong / weights
    # The squared distances from the share, weighted: linear for the ratio of two sums.
    variance = ((1 - 2 * share) * squares_wrong + share * share * squares) / (weights * weights)
    # So many parcels, each drawn with the same probability, would have this variance.
    low, high = _wilson(share, share * (1 - share) / variance if variance > 0 else drawn)
    part = rest / total
    known = certain_wrong / total
    return Estimate(known + part * share, known + part * low, known + part * high, certain + drawn)


def share_of(found: int, total: int) -> Estimate | None:
    """Return a counted share with its 95 % interval (Wilson, 1927); None where nothing was counted."""
    if total <= 0:
        return None
    share = found / total
    return Estimate(share, *_wilson(share, total), total)


def _wilson(share: float, parcels: float) -> tuple[float, float]:
    """Return the interval of Wilson for a share of wrong parcels among a number of parcels."""
    center = (share + Z * Z / (2 * parcels)) / (1 + Z * Z / parcels)
    half = Z * sqrt(share * (1 - share) / parcels + Z * Z / (4 * parcels * parcels)) / (1 + Z * Z / parcels)
    return max(0.0, center - half), min(1.0, center + half)
