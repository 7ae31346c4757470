"""The verdict on a promise about exams, from counts of parcels and exams. Pure.

The promise is a multiple of the rate at which parcels of others are examined, so two counts are compared: the x exams
of n parcels of a member, and the y exams of N parcels of others. If the member is examined m times as often as others,
then of all x + y exams each is one of the member's with the probability m n / (m n + N), and x is binomial: the exact
comparison of two Poisson rates (J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from
Poisson series", 1940). It takes both counts' chance into account. Counts of exams vary a little less than Poisson's, so
the stated errors are upper bounds; `tests/benefits/test_rules.py` computes them.

- Broken: if the promise were kept, so many exams of the member would come by chance with a probability of at most
  (1 - confidence) / 2.
- Kept: the member was not examined more often than promised, and if the rate exceeded the promise by the policy's
  margin, so few exams would come by chance with a probability of at most (1 - confidence) / 2.
- Else nobody can tell yet. A larger count at the same rates tells in the end.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf
from statistics import NormalDist

from apps.benefits.exact_tails import exact_interval, tail_at_least, tail_at_most
from apps.policy.procedures import RealisedRates

# Beyond so many parcels no number of further ones is named.
MAX_PARCELS = 1_000_000


class PromiseVerdict(StrEnum):
    """The answer to whether a promise was kept; `OPEN` where nobody can tell yet."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True)
class RealisedRate:
    """The parcels of a member that were examined, compared with the parcels of others, and with a promise.

    `multiple` is the promised rate as a multiple of the others' rate. `owed` says whether something was promised.
    `bounds` are the numbers of the policy.
    """

    parcels: int
    examined: int
    others: int
    others_examined: int
    multiple: float
    owed: bool
    bounds: RealisedRates

    @property
    def rate(self) -> float | None:
        """Return the share of the member's parcels that were examined; None without parcels."""
        return self.examined / self.parcels if self.parcels else None

    @property
    def comparable(self) -> bool:
        """Tell whether there are parcels, and enough parcels of others to compare with."""
        return bool(self.parcels) and self.others >= self.bounds.least_parcels

    @property
    def promised(self) -> float | None:
        """Return the promised share; None where nothing was promised or the rate of others is unknown."""
        return self.multiple * self.others_examined / self.others if self.owed and self.comparable else None

    @cached_property
    def multiple_low_high(self) -> tuple[float, float]:
        """Return the interval of the member's real rate as a multiple of the others' rate."""
        if not self.comparable:
            return 0.0, inf
        low, high = exact_interval(self.examined + self.others_examined, self.examined, self.bounds.confidence)
        per_odds = self.others / self.parcels
        return low / (1 - low) * per_odds if low < 1 else inf, high / (1 - high) * per_odds if high < 1 else inf

    @cached_property
    def low_high(self) -> tuple[float, float]:
        """Return the interval of the share of parcels examined. Where something was promised, the interval allows for
        chance in both counts, that of the member and that of others; else in the member's count alone.
        """
        if self.promised is None or not self.others_examined:
            return exact_interval(self.parcels, self.examined, self.bounds.confidence)
        ordinary = self.others_examined / self.others
        low, high = self.multiple_low_high
        return low * ordinary, min(1.0, high * ordinary)

    @cached_property
    def verdict(self) -> PromiseVerdict | None:
        """Return whether the promise was kept; None where nothing was promised."""
        return self._verdict_of(self.parcels) if self.owed else None

    @cached_property
    def parcels_to_tell(self) -> int | None:
        """Return the approximate number of parcels after which it can be told whether the promise was kept, if both
        counts grow alike.

        Returns None if it can be told now, if nothing can be compared, and for more than `MAX_PARCELS`.
        """
        if self.verdict != PromiseVerdict.OPEN or not self.comparable:
            return None
        few, many = self.parcels, max(2 * self.parcels, self.bounds.least_parcels)
        while self._verdict_of(many) == PromiseVerdict.OPEN:
            if many >= MAX_PARCELS:
                return None
            few, many = many, min(2 * many, MAX_PARCELS)
        while many - few > 1:
            middle = (few + many) // 2
            few, many = (middle, many) if self._verdict_of(middle) == PromiseVerdict.OPEN else (few, middle)
        return many

    def _verdict_of(self, parcels: int) -> PromiseVerdict:
        """Return the verdict that so many parcels would give at the rates of the present counts."""
        if not self.comparable or parcels < self.bounds.least_parcels:
            return PromiseVerdict.OPEN
        growth = parcels / self.parcels
        examined, others_examined = round(self.examined * growth), round(self.others_examined * growth)
        exams = examined + others_examined
        error = (1 - self.bounds.confidence) / 2
        if tail_at_least(exams, examined, self._share(self.multiple)) <= error:
            return PromiseVerdict.BROKEN
        if examined > self.multiple * parcels * others_examined / (self.others * growth):
            return PromiseVerdict.OPEN
        if tail_at_most(exams, examined, self._share(self.multiple * (1 + self.bounds.margin))) <= error:
            return PromiseVerdict.KEPT
        return PromiseVerdict.OPEN

    def _share(self, multiple: float) -> float:
        """Return the probability that an exam is one of the member's, if its rate is a multiple of the others'."""
        return multiple * self.parcels / (multiple * self.parcels + self.others)


def two_sided_z(confidence: float) -> float:
    """Return the normal quantile of a two-sided confidence, such as 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)
