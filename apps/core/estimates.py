"""Shares with their 95 % intervals. Pure."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of the 95 % interval of a normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval, and the number of things that it rests on."""

    share: float
    low: float
    high: float
    parcels: int


def share_of(found: int, total: int) -> Estimate | None:
    """Return a counted share with its 95 % interval (Wilson, 1927); None where nothing was counted."""
    if total <= 0:
        return None
    share = found / total
    return Estimate(share, *wilson(share, total), total)


def wilson(share: float, parcels: float) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share among a number of parcels."""
    center = (share + Z * Z / (2 * parcels)) / (1 + Z * Z / parcels)
    half = Z * sqrt(share * (1 - share) / parcels + Z * Z / (4 * parcels * parcels)) / (1 + Z * Z / parcels)
    return max(0.0, center - half), min(1.0, center + half)
