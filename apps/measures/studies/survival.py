"""The share of businesses without an event as time passes, where not all could be watched to the end. Pure."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from apps.core.estimates import Z

TAIL = 0.025  # the probability beyond either end of the interval


class WatchedTime(NamedTuple):
    """The days for which a business was watched, and whether the event came then. Otherwise the watch ended."""

    days: int
    event: bool


class SurvivalStep(NamedTuple):
    """A day on which events came: the businesses still watched before, and the share without an event afterwards.

    `low` and `high` are the 95 % interval.
    """

    days: int
    at_risk: int
    events: int
    share: float
    low: float
    high: float


def survival_steps(spells: Iterable[WatchedTime]) -> list[SurvivalStep]:
    """Return the steps of the share without an event, by day (Kaplan and Meier, 1958).

    The interval has the variance of Greenwood (1926) on the scale of log(-log(share)), which keeps the interval between
    0 and 1 (Kalbfleisch and Prentice, 1980).
    """
    watched = list(spells)
    events = Counter(spell.days for spell in watched if spell.event)
    ends = Counter(spell.days for spell in watched)
    at_risk, share, variance = len(watched), 1.0, 0.0
    steps = []
    for days in sorted(ends):
        if happened := events[days]:
            share *= 1 - happened / at_risk
            variance += happened / (at_risk * (at_risk - happened)) if happened < at_risk else 0.0
            steps.append(SurvivalStep(days, at_risk, happened, share, *_interval(share, variance, at_risk)))
        at_risk -= ends[days]
    return steps


def survival_at(spells: Sequence[WatchedTime], days: int) -> SurvivalStep:
    """Return the share without an event after so many days, with the businesses that are watched beyond."""
    steps = survival_steps(spells)
    beyond = sum(spell.days > days for spell in spells)
    place = bisect_right([step.days for step in steps], days)
    if not place:
        return SurvivalStep(days, beyond, 0, 1.0, *_interval(1.0, 0.0, beyond))
    step = steps[place - 1]
    return SurvivalStep(days, beyond, step.events, step.share, step.low, step.high)


def _interval(share: float, variance: float, at_risk: int) -> tuple[float, float]:
    """Return the interval of a share. Of 0 and 1 Greenwood says nothing: there it is that of Clopper and Pearson."""
    if share >= 1:
        return (TAIL ** (1 / at_risk) if at_risk else 0.0), 1.0
    if share <= 0:
        return 0.0, 1 - TAIL ** (1 / at_risk)
    spread = Z * sqrt(variance) / abs(log(share))
    return share ** exp(spread), share ** exp(-spread)
