"""Drift: a feature of arriving parcels is no longer distributed as when the model learned. Pure.

A feature is compared by the tenths of its past values. The population stability index says how far apart the two are:
below 0.1 little, above 0.25 much (a rule of thumb of credit scoring, after Siddiqi, "Credit Risk Scorecards", 2006). An
index rises by chance alone when few parcels arrive, so the alarm also asks that chance would do it in one test of a
hundred features at most: under stability, n m / (n + m) times the index is about chi-squared (Yurdakul, "Statistical
properties of population stability index", 2018).

Parcels of one seller resemble each other, so a thousand of them say less than a thousand parcels of different sellers.
How much less is measured for each feature as its design effect, by which the bound of chance rises (Rao and Scott, "The
analysis of categorical data from complex sample surveys", 1981).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

from apps.targeting.risk_model.arrivals import DeclaredParcel, PastParcel
from apps.targeting.risk_model.features import FEATURES
from apps.targeting.risk_model.learning import rows_by_folds

TENTHS = 10
ALARM = 0.1
# The chance of a false alarm of all features together, at each look.
FALSE_ALARMS = 0.01
# The fewest independent parcels for each part, without which the index is not about chi-squared (Cochran, "Some methods
# for strengthening the common chi-squared tests", 1954).
LEAST_EXPECTED = 5
_LEAST = 0.5  # parcels that an empty part counts as, so that its share has a logarithm


@dataclass(frozen=True, slots=True)
class Reference:
    """The past values of a feature: the cuts between its tenths, and the parcels in each part, at the end those without
    a value. `effect` is the design effect: how many parcels say as much as one of independent parcels.
    """

    cuts: tuple[float, ...]
    counts: tuple[float, ...]
    effect: float = 1.0


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


def reference_of(values: Sequence[float | None], clusters: Sequence[Hashable] | None = None) -> Reference:
    """Return the reference of a feature by its past values. `clusters` names whose each value is; without it all values
    are independent.
    """
    known = sorted(value for value in values if value is not None)
    cuts = tuple(sorted({known[part * len(known) // TENTHS] for part in range(1, TENTHS)})) if known else ()
    parts = _parts(values, cuts)
    return Reference(cuts, _counts(parts, cuts), design_effect(parts, clusters) if clusters else 1.0)


def drift_of(
    references: Mapping[str, Reference],
    present: Mapping[str, Sequence[float | None]],
    clusters: Sequence[Hashable] | None = None,
) -> list[Drift]:
    """Return the drift of each feature, the gravest first. `clusters` names whose each present value is.

    A feature of which too few parcels, or parcels of too few clusters, came is left out.
    """
    found = list[Drift]()
    for feature, reference in references.items():
        parts = _parts(present[feature], reference.cuts)
        now = _counts(parts, reference.cuts)
        total, total_now = sum(reference.counts), sum(now)
        if not total or not total_now:
            continue
        index, filled = 0.0, 0
        for before, after in zip(reference.counts, now, strict=True):
            if before or after:
                share, share_now = max(before, _LEAST) / total, max(after, _LEAST) / total_now
                index += (share_now - share) * log(share_now / share)
                filled += 1
        effect = design_effect(parts, clusters) if clusters else 1.0
        if min(total / reference.effect, total_now / effect) < LEAST_EXPECTED * filled:
            continue
        limit = _chi_squared(max(1, filled - 1), FALSE_ALARMS / len(references))
        found.append(Drift(feature, index, max(ALARM, limit * (reference.effect / total + effect / total_now))))
    return sorted(found, key=lambda each: each.bound - each.index)


def drifts_found(
    examples: Sequence[PastParcel], learned: Sequence[DeclaredParcel], arrived: Sequence[DeclaredParcel], seed: int
) -> list[Drift]:
    """Return the drift of each feature from the parcels that a model learned from to those that arrived, the gravest
    first.

    Both sides are seen by what other sellers tell. The training knows its own sellers, so by all that it knows its
    parcels would differ from those of the sellers that come new on any day.
    """
    rows = rows_by_folds([*learned, *arrived], examples, seed, lambda arrival: arrival.seller)
    sellers = [arrival.seller for arrival in (*learned, *arrived)]
    count = len(learned)
    references = {
        feature.name: reference_of([row[at] for row in rows[:count]], sellers[:count])
        for at, feature in enumerate(FEATURES)
    }
    present = {feature.name: [row[at] for row in rows[count:]] for at, feature in enumerate(FEATURES)}
    return drift_of(references, present, sellers[count:])


def design_effect(parts: Sequence[int], clusters: Sequence[Hashable]) -> float:
    """Return how many parcels say as much as one of independent parcels; 1 where those of a cluster are no more alike
    than others. `parts` has the part of the values in which each parcel is, `clusters` whose it is.
    """
    total, counts, sizes = len(parts), Counter(parts), Counter(clusters)
    cells = Counter(zip(parts, clusters, strict=True))
    if len(counts) < 2 or len(sizes) < 2:
        return 1.0
    squares, products = defaultdict[int, int](int), defaultdict[int, int](int)
    for (part, cluster), number in cells.items():
        squares[part] += number * number
        products[part] += number * sizes[cluster]
    all_squares = sum(size * size for size in sizes.values())
    spread = 0.0
    for part, number in counts.items():
        share = number / total
        # The squared distances of each cluster from its expected number in this part.
        spread += (squares[part] - 2 * share * products[part] + share * share * all_squares) / number
    return max(1.0, spread / (len(counts) - 1) * len(sizes) / (len(sizes) - 1))


def _parts(values: Sequence[float | None], cuts: Sequence[float]) -> list[int]:
    return [len(cuts) + 1 if value is None else bisect_right(cuts, value) for value in values]


def _counts(parts: Sequence[int], cuts: Sequence[float]) -> tuple[float, ...]:
    counted = Counter(parts)
    return tuple(float(counted[part]) for part in range(len(cuts) + 2))


def _chi_squared(freedom: int, tail: float) -> float:
    """Return the value that a chi-squared variable exceeds with a probability (Wilson and Hilferty, 1931)."""
    z = NormalDist().inv_cdf(1 - tail)
    return freedom * (1 - 2 / (9 * freedom) + z * sqrt(2 / (9 * freedom))) ** 3
