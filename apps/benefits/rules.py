"""The verdict on a promise about exams, from a count of parcels and exams. Pure.

The program promises how often parcels are examined, so a single exam never breaks a promise. A promise is broken when
chance does not explain the count: when the whole of Wilson's two-sided interval lies above the promised rate.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist


class Verdict(StrEnum):
    """The answer to whether a promise was kept; `TOO_FEW` where too few parcels were counted to tell."""

    KEPT = "kept"
    BROKEN = "broken"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class RealisedRate:
    """The share of parcels that were examined, its interval and the promised share, all from 0 to 1.

    `rate` is None without parcels. `promised` is None where nothing was promised or the ordinary rate is unknown.
    `verdict` is None where nothing was promised.
    """

    parcels: int
    examined: int
    rate: float | None
    low: float
    high: float
    promised: float | None
    verdict: Verdict | None


def wilson(n: float, w: float, z: float) -> float:
    """Return the lower bound of Wilson's interval for the rate of success of n trials of which w failed.

    z is the quantile of the normal distribution for the confidence. Without trials the bound is 0.
    """
    if n <= 0:
        return 0.0
    rate = (n - min(w, n)) / n
    zz = z * z / n
    return max(0.0, (rate + zz / 2 - z * sqrt((rate * (1 - rate) + zz / 4) / n)) / (1 + zz))


def two_sided_z(confidence: float) -> float:
    """Return the normal quantile of a two-sided confidence, such as 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def interval(parcels: int, examined: int, confidence: float) -> tuple[float, float]:
    """Return Wilson's two-sided interval of the share of parcels examined; (0, 1) where there are no parcels."""
    z = two_sided_z(confidence)
    return wilson(parcels, parcels - examined, z), 1 - wilson(parcels, examined, z)


def realised_rate(
    parcels: int, examined: int, promised_rate: float | None, confidence: float, *, least: int = 1, owed: bool = True
) -> RealisedRate:
    """Compare how often parcels were examined with the promised rate.

    The verdict is `TOO_FEW` for fewer parcels than `least` or without a promised rate to compare with. `owed` says
    whether something was promised.
    """
    low, high = interval(parcels, examined, confidence)
    verdict = Verdict.KEPT
    if promised_rate is None or parcels < least:
        verdict = Verdict.TOO_FEW
    elif low > promised_rate:
        verdict = Verdict.BROKEN
    return RealisedRate(
        parcels=parcels,
        examined=examined,
        rate=examined / parcels if parcels else None,
        low=low,
        high=high,
        promised=promised_rate if owed else None,
        verdict=verdict if owed else None,
    )
