"""The selection of parcels for exams within a capacity, with the probability of each parcel to be selected. Pure.

The capacity of a port and day is divided: most goes to the parcels of the highest risk, where an exam that tells of
later parcels counts for more (`lessons.py`), a share to parcels of a kind that was never seen, a share to parcels drawn
at random, with a floor in every tier. A known shipper is chosen by risk no more often than the policy promises for the
tier. The random share is what the measure of compliance lives on: its chance is the same for every parcel of a draw, so
that what it finds speaks for all of them.

The probability of each parcel is stored, since without it nobody can compute an honest rate later.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

_TINY = 1e-9


class Share(StrEnum):
    """The share of the capacity by which a parcel was selected."""

    RULE = "rule"
    RISK = "risk"
    UNSEEN = "unseen"
    RANDOM = "random"
    LEFT_OVER = "left_over"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parcel that may be selected.

    `chance` is its risk; `novelty` from 0 (seen often) to 1 (never seen); `tier` is None for a seller without one.
    `must` stands for a hard rule: the parcel is selected beyond the capacity. `lesson` is how many times its chance an
    exam is worth, for what the exam tells of later parcels.
    """

    chance: float
    novelty: float = 0.0
    tier: int | None = None
    must: bool = False
    lesson: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The division of the capacity of a port and day. A capacity with a fraction opens one parcel more on some draws.

    `unseen` and `at_random` are shares of the capacity. `floor` is the least random probability of any parcel;
    `promised` is, by tier, the rate of exams that are not drawn at random, as a multiple of the ordinary rate.
    """

    capacity: float
    unseen: float
    at_random: float
    floor: float
    promised: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Odds:
    """The probability of a parcel to be selected, by share of the capacity.

    `at_random` is the same for all parcels that no hard rule selects; `left_over` is not, since it goes to parcels that
    have room for it.
    """

    rule: float = 0.0
    risk: float = 0.0
    unseen: float = 0.0
    at_random: float = 0.0
    left_over: float = 0.0

    @property
    def total(self) -> float:
        """The probability to be selected at all."""
        return self.rule + self.risk + self.unseen + self.at_random + self.left_over


def odds_of(candidates: Sequence[Candidate], plan: Plan) -> list[Odds]:
    """Return the probabilities of parcels. Their sum without those of hard rules is the capacity, or all parcels.

    Where the floor of all parcels takes more than the capacity, all of the capacity is drawn at random.
    """
    open_to = [at for at, each in enumerate(candidates) if not each.must]
    if not open_to:
        return [Odds(rule=1.0) for _each in candidates]
    capacity = min(plan.capacity, float(len(open_to)))
    # First of all, and the same for each parcel: so the parcels drawn at random stand for all others without weights.
    at_random = min(1.0, capacity / len(open_to), max(plan.at_random * capacity / len(open_to), plan.floor))
    places = capacity - at_random * len(open_to)
    room = 1.0 - at_random
    fresh = [at for at in open_to if candidates[at].novelty > 0]
    unseen = min(plan.unseen * capacity, places, room * len(fresh))
    by_risk = _by_risk(candidates, open_to, places - unseen, plan.promised, room)
    left = {at: room - by_risk.get(at, 0.0) for at in open_to}
    by_novelty = _share_places({at: candidates[at].novelty for at in fresh}, left, unseen)
    for at, chance in by_novelty.items():
        left[at] -= chance
    # What the promises to members leave over must not fall on other members by their risk.
    rest = _share_places(dict.fromkeys(open_to, 1.0), left, places - fsum(by_risk.values()) - fsum(by_novelty.values()))
    return [
        Odds(rule=1.0)
        if each.must
        else Odds(0.0, by_risk.get(at, 0.0), by_novelty.get(at, 0.0), at_random, rest.get(at, 0.0))
        for at, each in enumerate(candidates)
    ]


def capacity_of(*, exams: int | None, selected: int, before: int, parcels: int, floor: float) -> float:
    """Return the capacity of a draw among parcels that came after `before` others of the day, of which `selected` were
    selected within the capacity.

    The first draw has all `exams` of the day. A further one has the same rate, as far as exams are left, and at least
    the floor: nobody escapes by declaring late. Where nobody recorded a capacity (None), the floor alone is opened.
    """
    if exams is None:
        return floor * parcels
    if not before:
        return float(exams)
    rate = min(1.0, exams / before)
    return max(min(floor, rate) * parcels, min(max(0, exams - selected), rate * parcels))


def draw(odds: Sequence[Odds], chance: random.Random) -> list[Share | None]:
    """Return the share by which each parcel is selected, None for a parcel that is not.

    The parcels are laid in random order on a line, each as long as its probability, and cut at distances of one
    (systematic sampling: Madow, "On the theory of systematic sampling, II", 1949). So each parcel has exactly its
    probability, and the number of selected parcels never differs from their sum by one or more.
    """
    drawn: list[Share | None] = [None] * len(odds)
    order = list(range(len(odds)))
    chance.shuffle(order)
    reached, cut = 0.0, chance.random()
    for at in order:
        each = odds[at]
        if each.rule:
            drawn[at] = Share.RULE
            continue
        reached += each.total
        if reached > cut + _TINY:
            cut += 1.0
            drawn[at] = _share_drawn(each, chance)
    return drawn


def novelty_of(parcels: Sequence[float]) -> float:
    """Return the novelty of a parcel by the past parcels of each of its keys: the share of keys that are new."""
    return sum(1 for known in parcels if not known) / len(parcels) if parcels else 0.0


def _by_risk(
    candidates: Sequence[Candidate], open_to: Sequence[int], places: float, promised: Mapping[int, float], room: float
) -> dict[int, float]:
    """Return the probabilities by risk: the first in order of what an exam is worth, a tier no more often than it was
    promised.

    The ordinary rate is that of parcels whose sellers have no tier, or a promise of 1: places that a tier may not take
    go to the next in order, which raises the ordinary rate and so the bound, until both agree.
    """
    order = sorted(open_to, key=lambda at: -candidates[at].chance * candidates[at].lesson)
    sizes: dict[float, int] = defaultdict(int)
    factors = {at: _factor(candidates[at], promised) for at in open_to}
    for factor in factors.values():
        sizes[factor] += 1
    if len({factor >= 1 for factor in sizes}) == 1:  # nobody has a promise, or everybody has one
        return _first(order, places, room, factors, {})
    low, high = 0.0, 1.0
    taken: dict[int, float] = {}
    for _halving in range(30):
        rate = (low + high) / 2
        bounds = {factor: factor * rate * size for factor, size in sizes.items() if factor < 1}
        taken = _first(order, places, room, factors, bounds)
        ordinary = [taken.get(at, 0.0) for at in open_to if factors[at] >= 1]
        if fsum(ordinary) / len(ordinary) > rate:
            low = rate
        else:
            high = rate
    return taken


def _first(
    order: Sequence[int], places: float, room: float, factors: Mapping[int, float], bounds: Mapping[float, float]
) -> dict[int, float]:
    """Return the probability of the first parcels in order, within the places and the bound of each factor."""
    taken, used = dict[int, float](), defaultdict[float, float](float)
    for at in order:
        if places <= _TINY:
            break
        factor = factors[at]
        bound = bounds[factor] - used[factor] if factor in bounds else places
        part = min(room, places, max(0.0, bound))
        if part > 0:
            taken[at] = part
            used[factor] += part
            places -= part
    return taken


def _factor(candidate: Candidate, promised: Mapping[int, float]) -> float:
    return promised.get(candidate.tier, 1.0) if candidate.tier is not None else 1.0


def _share_places(weights: Mapping[int, float], room: Mapping[int, float], places: float) -> dict[int, float]:
    """Share places among parcels in proportion to their weight times their room, none beyond its room."""
    given = dict.fromkeys(weights, 0.0)
    while places > _TINY:
        sought = {at: weight * (room[at] - given[at]) for at, weight in weights.items()}
        total = fsum(sought.values())
        if total <= _TINY:
            break
        scale = places / total
        part = {at: min(room[at] - given[at], scale * wanted) for at, wanted in sought.items()}
        for at, more in part.items():
            given[at] += more
        places -= fsum(part.values())
    return {at: chance for at, chance in given.items() if chance > 0}


def _share_drawn(odds: Odds, chance: random.Random) -> Share:
    """Return the share of the capacity that a selected parcel is counted under, drawn by its probabilities."""
    shares = (Share.RISK, Share.UNSEEN, Share.RANDOM, Share.LEFT_OVER)
    return chance.choices(shares, (odds.risk, odds.unseen, odds.at_random, odds.left_over))[0]
