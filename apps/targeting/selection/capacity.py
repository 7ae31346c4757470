"""What a port would find with other officers, other shares, or the parcels of another port. Pure.

The past days of a port are drawn once more under a setting, by the same odds as a real draw, and what its parcels are
expected to hide is added up: chance to be opened times calibrated chance to be wrong. Nothing is simulated, so that the
same question has the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, fsum, sqrt
from statistics import fmean, variance

from apps.core.estimates import Z
from apps.targeting.selection.odds import CapacityDivision, ParcelCandidate, least_of, odds_of

# The riskiest of ten parcels are those of which a planner asks whether they are opened.
RISKIEST = 0.1
# The hours of a day at work.
HOURS = 8


@dataclass(frozen=True, slots=True)
class PortDayFigures:
    """A past day of a port: how many parcels were drawn, and a sample of them.

    A candidate without a chance of its own has the share of wrong parcels among those opened at random.
    """

    parcels: float
    candidates: Sequence[ParcelCandidate]


@dataclass(frozen=True, slots=True)
class PortSetting:
    """How a port draws: the parcels that it can open on a day, None where nobody recorded any; the shares of them for
    what was never seen and at random; the least chance of any parcel, and the promised rates by tier.
    """

    exams: float | None
    unseen: float
    at_random: float
    floor: float
    promised: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class ExpectedFigures:
    """What is expected of a setting, for each day: violations found, between `low` and `high` in 95 of 100 periods of
    as many days; parcels selected.

    `of_all` is the share of all expected violations that is found, and `of_riskiest` the share of the riskiest tenth
    that is opened. `waiting` parcels wait for an exam after the last day, and a parcel waits `delay` days on average;
    both are None where nobody recorded how many can be opened.
    """

    found: float
    low: float
    high: float
    selected: float
    of_all: float
    of_riskiest: float
    waiting: float | None
    delay: float | None


def expected_of(days: Sequence[PortDayFigures], setting: PortSetting) -> ExpectedFigures | None:
    """Return what is expected of a setting over past days; None without a parcel."""
    days = [day for day in days if day.candidates]
    if not days:
        return None
    found, chances, selected, opened, riskiest = (list[float]() for _each in range(5))
    within = 0.0
    for day in days:
        scale = day.parcels / len(day.candidates)
        odds = [each.total for each in odds_of(day.candidates, _plan(day, setting, scale))]
        hits = [chance * each.chance for chance, each in zip(odds, day.candidates, strict=True)]
        found.append(scale * fsum(hits))
        within += scale * fsum(hit * (1 - hit) for hit in hits)
        chances.append(scale * fsum(each.chance for each in day.candidates))
        selected.append(scale * fsum(odds))
        order = sorted(range(len(odds)), key=lambda at: (-day.candidates[at].chance, -odds[at]))
        first = order[: ceil(RISKIEST * len(order))]
        opened.append(scale * fsum(odds[at] for at in first))
        riskiest.append(scale * len(first))
    half = Z * sqrt((variance(found) if len(days) > 1 else 0.0) / len(days) + within / len(days) ** 2)
    mean = fmean(found)
    waiting, delay = _queue(selected, setting.exams)
    return ExpectedFigures(
        found=mean,
        low=max(0.0, mean - half),
        high=mean + half,
        selected=fmean(selected),
        of_all=fsum(found) / total if (total := fsum(chances)) else 0.0,
        of_riskiest=fsum(opened) / fsum(riskiest),
        waiting=waiting,
        delay=delay,
    )


def mixed(days: Sequence[PortDayFigures], others: Sequence[PortDayFigures]) -> list[PortDayFigures]:
    """Return the days of another port with as many parcels as the port of `days` has on average."""
    own, other = (fmean(day.parcels for day in side) if side else 0.0 for side in (days, others))
    return [replace(day, parcels=day.parcels * own / other) for day in others] if other else []


def officer_hours(exams: float, each: float) -> float:
    """Return the hours of officers that so many exams a day take, where an officer opens `each` parcels on a day."""
    return exams / each * HOURS


def least_exams(day: PortDayFigures, floor: float) -> float:
    """Return the exams that the promises to sellers ask for on a day: the sum of the least chances of its parcels."""
    open_to = [least_of(each, floor) for each in day.candidates if not each.must]
    return day.parcels / len(day.candidates) * fsum(open_to) if open_to else 0.0


def _plan(day: PortDayFigures, setting: PortSetting, scale: float) -> CapacityDivision:
    """Return the plan of a draw among the sample of a day: the sample has the same part of the exams."""
    exams = least_exams(day, setting.floor) / scale if setting.exams is None else setting.exams / scale
    return CapacityDivision(exams, setting.unseen, setting.at_random, setting.floor, setting.promised)


def _queue(selected: Sequence[float], exams: float | None) -> tuple[float | None, float | None]:
    """Return how many parcels wait after the last day, and how many days a parcel waits on average.

    The queue of a day is that of the day before, and what was selected, less what can be opened; never less than
    nothing (Lindley, "The theory of queues with a single server", 1952). The mean wait is the mean queue divided by
    what comes on a day (Little, "A proof for the queuing formula L = lambda W", 1961).
    """
    if exams is None:
        return None, None
    waiting, queue = 0.0, list[float]()
    for count in selected:
        waiting = max(0.0, waiting + count - exams)
        queue.append(waiting)
    coming = fmean(selected)
    return waiting, fmean(queue) / coming if coming else 0.0
