"""What a count of exams says of a promise. Pure.

A promise about exams is about how often, so one exam breaks none. It is broken where chance does not explain what was
counted: when the whole of Wilson's two-sided interval lies above the rate that was promised.
"""

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from apps.evaluation.rules.compliance_rate import wilson


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Realised:
    """How often parcels were examined: the rate, its interval and the rate promised, all as shares.

    There is no `rate` of no parcels, no `promised` where nothing was promised or nothing is known to compare with, and
    no `verdict` where nothing was promised.
    """

    parcels: int
    examined: int
    rate: float | None
    low: float
    high: float
    promised: float | None
    verdict: Verdict | None


def z_of(confidence: float) -> float:
    """The normal quantile of a two-sided confidence."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def interval(parcels: int, examined: int, confidence: float) -> tuple[float, float]:
    """Wilson's two-sided interval of the share examined; everything is possible where there are no parcels."""
    z = z_of(confidence)
    return wilson(parcels, parcels - examined, z), 1 - wilson(parcels, examined, z)


def realised(
    parcels: int, examined: int, promised_rate: float | None, confidence: float, *, least: int = 1, owed: bool = True
) -> Realised:
    """What the parcels of somebody say of the rate promised to them.

    From fewer parcels than `least`, or without a rate to compare with, nothing is said. `owed`: something was promised.
    """
    low, high = interval(parcels, examined, confidence)
    verdict = Verdict.KEPT
    if promised_rate is None or parcels < least:
        verdict = Verdict.TOO_FEW
    elif low > promised_rate:
        verdict = Verdict.BROKEN
    return Realised(
        parcels=parcels,
        examined=examined,
        rate=examined / parcels if parcels else None,
        low=low,
        high=high,
        promised=promised_rate if owed else None,
        verdict=verdict if owed else None,
    )
