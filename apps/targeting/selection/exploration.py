"""The random share of the exams, and the share for what was never seen: they adapt to the exams of the last weeks,
between bounds of the policy. Pure.

Exams by risk and exams at random are two arms of a bandit whose odds change. The findings of each are kept as counts
that fade (discounted Thompson sampling: Raj and Kalyani, "Taming non-stationary bandits", 2017). The random share is
the chance that a parcel at random is now more often wrong than one that was chosen by risk: near the lower bound while
the model finds more, up to the upper bound when the model goes blind. Customs tried the mixture of both (Kim and
others, "Take a chance", arXiv 2010.14282) and a share that follows drift (Mai and others, "ADAPT", arXiv 2109.14155).

Exams by risk open new kinds of parcels as well. The share for what was never seen adds what they leave missing, and
takes no place from parcels that are known to be wrong where nothing is missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import sqrt
from statistics import NormalDist

# What was found loses half of its weight in so many days.
HALF_LIFE_DAYS = 30.0
# But so many exams of a kind are kept until others take their place. Where few exams are drawn at random, a month has a
# handful of them, which say so little that the share would rise to the upper bound for want of exams.
LEAST_EXAMS = 60.0
# The novelty of the exams by risk is the mean of so many days.
NOVELTY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of the random share, from the policy."""

    low: float
    high: float


@dataclass(slots=True)
class Arm:
    """The fading counts of findings of one kind of exam: a Beta distribution that begins with one wrong parcel and one
    in order.
    """

    wrong: float = 1.0
    in_order: float = 1.0

    def fade(self, days: float) -> None:
        """Let the counts lose weight, as far as more than `LEAST_EXAMS` are left."""
        exams = self.wrong + self.in_order - 2.0
        if exams <= LEAST_EXAMS:
            return
        factor = max(0.5 ** (days / HALF_LIFE_DAYS), LEAST_EXAMS / exams)
        self.wrong = 1.0 + (self.wrong - 1.0) * factor
        self.in_order = 1.0 + (self.in_order - 1.0) * factor

    def add(self, is_wrong: bool) -> None:
        """Count an exam."""
        if is_wrong:
            self.wrong += 1.0
        else:
            self.in_order += 1.0

    @property
    def mean(self) -> float:
        """The rate of wrong parcels."""
        return self.wrong / (self.wrong + self.in_order)

    @property
    def variance(self) -> float:
        """The variance of the rate."""
        total = self.wrong + self.in_order
        return self.wrong * self.in_order / (total * total * (total + 1.0))


def share_at_random(by_risk: Arm, at_random: Arm, bounds: Bounds, *, has_drifted: bool = False) -> float:
    """Return the share of the exams that is drawn at random. A drift asks for at least the middle of the bounds."""
    distance = at_random.mean - by_risk.mean
    better = NormalDist().cdf(distance / sqrt(at_random.variance + by_risk.variance))
    low = (bounds.low + bounds.high) / 2 if has_drifted else bounds.low
    return min(bounds.high, max(low, better))


def share_today(
    found: Iterable[tuple[date, bool, int, int]], today: date, bounds: Bounds, *, has_drifted: bool
) -> float:
    """Return the share of the exams that is drawn at random today, by what exams found (`arms_of`)."""
    return share_at_random(*arms_of(found, today), bounds, has_drifted=has_drifted)


def arms_of(found: Iterable[tuple[date, bool, int, int]], today: date) -> tuple[Arm, Arm]:
    """Return what exams by risk and exams at random found, faded to today.

    `found` has the day, whether the exams were drawn at random, how many were wrong and how many in order, by day.
    """
    arms = {False: Arm(), True: Arm()}
    last: date | None = None
    for day, rows in groupby(found, key=lambda row: row[0]):
        for arm in arms.values():
            arm.fade((day - last).days if last else 0)
        last = day
        for _day, is_random, wrong, in_order in rows:
            arms[is_random].wrong += wrong
            arms[is_random].in_order += in_order
    for arm in arms.values():
        arm.fade((today - last).days if last else 0)
    return arms[False], arms[True]


def share_unseen(most: float, novelty: float | None) -> float:
    """Return the share of the exams that goes to what was never seen, at most the share of the policy: what the exams
    by risk leave missing of that share, by the mean novelty of their parcels; None where nothing was opened by risk.
    """
    return max(0.0, most - (novelty or 0.0))
