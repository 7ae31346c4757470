"""Drift: a feature of arriving parcels is no longer distributed as when the model learned. Pure.

A feature is compared by the tenths of its past values. The population stability index says how far apart the two are:
below 0.1 little, above 0.25 much (a rule of thumb of credit scoring, after Siddiqi, "Credit Risk Scorecards", 2006). An
index rises by chance alone when few parcels arrive, so the alarm also asks that chance would do it in one test of a
hundred features at most: under stability, n m / (n + m) times the index is about chi-squared (Yurdakul, "Statistical
properties of population stability index", 2018).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

TENTHS = 10
ALARM = 0.1
# The chance of a false alarm of all features together, at each look.
FALSE_ALARMS = 0.01
_LEAST = 0.5  # parcels that an empty part counts as, so that its share has a logarithm


@dataclass(frozen=True, slots=True)
class Reference:
    """The past values of a feature: the cuts between its tenths, and the parcels in each part, at the end those without
    a value.
    """

    cuts: tuple[float, ...]
    counts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """The drift of a feature: the index, the least index at which there is an alarm, and whether there is one."""

    feature: str
    index: float
    bound: float

    @property
    def is_alarm(self) -> bool:
        """Whether the feature drifted."""
        return self.index >= self.bound


def reference_of(values: Sequence[float | None]) -> Reference:
    """Return the reference of a feature by its past values."""
    known = sorted(value for value in values if value is not None)
    cuts = sorted({known[part * len(known) // TENTHS] for part in range(1, TENTHS)}) if known else []
    return Reference(tuple(cuts), _counts(values, cuts))


def drift_of(
    references: Mapping[str, Reference], present: Mapping[str, Sequence[float | None]], design_effect: float = 1.0
) -> list[Drift]:
    """Return the drift of each feature, the gravest first.

    `design_effect` is the mean number of parcels that come as one, such as repeats of a line: they say no more than
    one.
    """
    found = list[Drift]()
    for feature, reference in references.items():
        now = _counts(present[feature], reference.cuts)
        total, total_now = sum(reference.counts), sum(now)
        if not total or not total_now:
            continue
        index = 0.0
        for before, after in zip(reference.counts, now, strict=True):
            if before or after:
                share, share_now = max(before, _LEAST) / total, max(after, _LEAST) / total_now
                index += (share_now - share) * log(share_now / share)
        parts = sum(1 for before, after in zip(reference.counts, now, strict=True) if before or after)
        limit = _chi_squared(max(1, parts - 1), FALSE_ALARMS / len(references))
        found.append(Drift(feature, index, max(ALARM, design_effect * limit * (1 / total + 1 / total_now))))
    return sorted(found, key=lambda each: each.bound - each.index)


def _counts(values: Sequence[float | None], cuts: Sequence[float]) -> tuple[float, ...]:
    counted = Counter(len(cuts) + 1 if value is None else bisect_right(cuts, value) for value in values)
    return tuple(float(counted[part]) for part in range(len(cuts) + 2))


def _chi_squared(freedom: int, tail: float) -> float:
    """Return the value that a chi-squared variable exceeds with a probability (Wilson and Hilferty, 1931)."""
    z = NormalDist().inv_cdf(1 - tail)
    return freedom * (1 - 2 / (9 * freedom) + z * sqrt(2 / (9 * freedom))) ** 3
