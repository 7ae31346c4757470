"""The selection of parcels for exams within a capacity, with the probability of each parcel to be selected. Pure.

The capacity of a port and day is divided: most goes to the parcels of the highest risk, where an exam that tells of
later parcels counts for more (`lesson`), a share to parcels of a kind that was never seen, a share to parcels drawn
at random. A known shipper is chosen by risk no more often than the policy promises for the tier.

The random share comes first, and has three parts. Each parcel is *counted* in the rate of its seller with the chance
that the policy promises the seller, which neither the port nor the day nor the parcel changes, nor whether a rule opens
the parcel anyway. After a wrong parcel, more are opened as a *follow-up*. And the port opens each parcel at least with
a chance that is equal for all of them, of which what exceeds both is a *surplus*: so a part of the exams speaks for all
parcels of the port.

The probability of each parcel is stored, since without it nobody can compute an honest rate later.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import fsum, inf

from apps.policy.least_exams import RandomChance

# An exam of a line that was never opened is worth more than its own finding where the line will pass again, since a
# line that was wrong once is mostly wrong again. A line that passed within so many days passes again more often than a
# new one (ADR 0098): its exam is worth so many times its chance.
PASSED_DAYS, PASSED_WORTH = 180, 1.5
# A parcel of a greater chance is more likely wrong than in order.
LIKELY_WRONG = 0.5
_TINY = 1e-9
_NEVER = RandomChance(0.0)


class CapacityShare(StrEnum):
    """The share of the capacity by which a parcel was selected."""

    RULE = "rule"
    RISK = "risk"
    UNSEEN = "unseen"
    RANDOM = "random"
    FOLLOW_UP = "follow_up"
    SURPLUS = "surplus"
    LEFT_OVER = "left_over"


# The shares by which a parcel is opened at random.
AT_RANDOM = frozenset({CapacityShare.RANDOM, CapacityShare.FOLLOW_UP, CapacityShare.SURPLUS})


@dataclass(frozen=True, slots=True)
class ParcelCandidate:
    """A parcel that may be selected.

    `chance` is its risk; `novelty` from 0 (seen often) to 1 (never seen); `tier` is None for a seller without one.
    `must` stands for a hard rule: the parcel is selected beyond the capacity. `has_passed`: a parcel of the same line
    passed lately, and none was ever opened. `promised` is the chance to be counted that the policy
    promises the seller, and `after_wrong` the chance to be opened since a parcel of the seller was wrong. `groups` are
    those of its seller and goods, on which exams by choice must not fall too often (`groups.py`).
    """

    chance: float
    novelty: float = 0.0
    tier: int | None = None
    must: bool = False
    has_passed: bool = False
    promised: float = 0.0
    after_wrong: float = 0.0
    groups: tuple[str, ...] = ()

    @property
    def clean(self) -> float:
        """The chance that nothing is wrong."""
        return 1.0 - self.chance

    @property
    def bound_groups(self) -> tuple[str, ...]:
        """The groups whose bounds hold for the parcel: none where it is more likely wrong, or a rule opens it."""
        return () if self.must or self.chance > LIKELY_WRONG else self.groups

    @property
    def lesson(self) -> float:
        """How many times its chance an exam is worth, for what the exam tells of later parcels."""
        return PASSED_WORTH if self.has_passed else 1.0


@dataclass(frozen=True, slots=True)
class CapacityDivision:
    """The division of the capacity of a port and day. A capacity with a fraction opens one parcel more on some draws.

    `unseen` and `at_random` are shares of the capacity. `floor` is the least equal probability of all parcels;
    `promised` is, by tier, the rate of exams that are not drawn at random, as a multiple of the ordinary rate. `rooms`
    are the clean parcels that may be opened by choice, by group; a group without a room has no bound.
    """

    capacity: float
    unseen: float
    at_random: float
    floor: float
    promised: Mapping[int, float]
    rooms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SelectionChances:
    """The probability of a parcel to be selected, by share of the capacity.

    `equal` is the part of `random` that is the same for all parcels that no hard rule selects; `left_over` is not,
    since it goes to parcels that have room for it. `is_beyond`: a hard rule selects the parcel beyond the capacity.
    """

    rule: float = 0.0
    risk: float = 0.0
    unseen: float = 0.0
    random: RandomChance = _NEVER
    left_over: float = 0.0
    equal: float = 0.0
    is_beyond: bool = False

    @property
    def total(self) -> float:
        """The probability to be selected at all."""
        return self.rule + self.risk + self.unseen + self.random.total + self.left_over


@dataclass(frozen=True, slots=True)
class SelectionShare:
    """The share by which a parcel was selected. `is_equal`: at random, by the chance that all parcels had."""

    share: CapacityShare
    is_equal: bool = False


def odds_of(candidates: Sequence[ParcelCandidate], plan: CapacityDivision) -> list[SelectionChances]:
    """Return the probabilities of parcels. Their sum without those of hard rules is the capacity, or all parcels.

    Where the least chances of all parcels take more than the capacity, each is lowered by the same factor, and all of
    the capacity is drawn at random.
    """
    open_to = [at for at, each in enumerate(candidates) if not each.must]
    if not open_to:
        return [_odds_of_rule(each) for each in candidates]
    capacity = min(plan.capacity, float(len(open_to)))
    least = [least_of(candidates[at], plan.floor) for at in open_to]
    kept = min(1.0, capacity / sought) if (sought := fsum(least)) else 1.0
    most = max(plan.at_random * capacity / len(open_to), plan.floor)
    # First of all, and the same for each parcel: so the parcels drawn by this chance stand for all others.
    equal = _equal_chance([kept * each for each in least], min(1.0, capacity / len(open_to), most), capacity)
    at_random = {
        at: RandomChance.of(
            counted=kept * candidates[at].promised, after_wrong=kept * candidates[at].after_wrong, port=equal
        )
        for at in open_to
    }
    room = {at: max(0.0, 1.0 - each.total) for at, each in at_random.items()}
    places = max(0.0, capacity - fsum(each.total for each in at_random.values()))
    fresh = [at for at in open_to if candidates[at].novelty > 0]
    unseen = min(plan.unseen * capacity, places, fsum(room[at] for at in fresh))
    by_risk = _by_risk(candidates, open_to, places - unseen, plan, room)
    left = {at: room[at] - by_risk.get(at, 0.0) for at in open_to}
    by_novelty = _share_places({at: candidates[at].novelty for at in fresh}, left, unseen)
    used = _room_used(candidates, by_risk)
    rooms = {group: bound - used.get(group, 0.0) for group, bound in plan.rooms.items()}
    by_novelty = _within_rooms(by_novelty, candidates, rooms)
    for at, chance in by_novelty.items():
        left[at] -= chance
    # What the promises to members and the bounds of groups leave over must not fall on others by their risk.
    rest = _share_places(dict.fromkeys(open_to, 1.0), left, places - fsum(by_risk.values()) - fsum(by_novelty.values()))
    return [
        _odds_of_rule(each)
        if each.must
        else SelectionChances(
            0.0, by_risk.get(at, 0.0), by_novelty.get(at, 0.0), at_random[at], rest.get(at, 0.0), equal
        )
        for at, each in enumerate(candidates)
    ]


def least_of(candidate: ParcelCandidate, floor: float) -> float:
    """Return the least probability of a parcel to be drawn at random: that of any parcel, or what its seller is
    promised, or what follows a wrong one.
    """
    return max(floor, candidate.promised, candidate.after_wrong)


def capacity_of(
    *, exams: int | None, selected: int, before: int, parcels: int, least: float, least_before: float
) -> float:
    """Return the capacity of a draw among parcels that came after `before` others of the day, of which `selected` were
    selected within the capacity.

    `least` and `least_before` are the sums of the least probabilities of both. The first draw has all `exams` of the
    day. A further one has the same rate, as far as exams are left, and at least its least probabilities, as far as the
    day keeps them: nobody escapes by declaring late. Where nobody recorded a capacity (None), the least is opened.
    """
    if exams is None:
        return least
    if not before:
        return float(exams)
    kept = min(1.0, exams / least_before) if least_before else 1.0
    return max(kept * least, min(max(0.0, exams - selected), min(1.0, exams / before) * parcels))


def draw(odds: Sequence[SelectionChances], chance: random.Random) -> list[SelectionShare | None]:
    """Return the share by which each parcel is selected, None for a parcel that is not.

    The parcels are laid in random order on a line, each as long as its probability, and cut at distances of one
    (systematic sampling: Madow, "On the theory of systematic sampling, II", 1949). So each parcel has exactly its
    probability, and the number of selected parcels never differs from their sum by one or more. Parcels that a hard
    rule selects do not lie on the line.
    """
    drawn: list[SelectionShare | None] = [None] * len(odds)
    order = list(range(len(odds)))
    chance.shuffle(order)
    reached, cut = 0.0, chance.random()
    for at in order:
        each = odds[at]
        if each.is_beyond:
            drawn[at] = _share_drawn(each, chance) if each.random.total else SelectionShare(CapacityShare.RULE)
            continue
        reached += each.total
        if reached > cut + _TINY:
            cut += 1.0
            drawn[at] = _share_drawn(each, chance)
    return drawn


def drawn_by_seed(
    candidates: Sequence[ParcelCandidate], plan: CapacityDivision, seed: int
) -> tuple[list[SelectionChances], list[SelectionShare | None]]:
    """Return the odds of parcels, given in their order, and the share by which each is selected, by a seed.

    Parcels of the same risk stand in random order, so that nobody gains by the moment at which a parcel is declared.
    """
    chance = random.Random(seed)  # noqa: S311 - an audit repeats the draw
    order = list(range(len(candidates)))
    chance.shuffle(order)
    mixed = odds_of([candidates[at] for at in order], plan)
    cast = draw(mixed, chance)
    odds, drawn = [SelectionChances()] * len(order), list[SelectionShare | None]([None] * len(order))
    for place, at in enumerate(order):
        odds[at], drawn[at] = mixed[place], cast[place]
    return odds, drawn


def _by_risk(
    candidates: Sequence[ParcelCandidate],
    open_to: Sequence[int],
    places: float,
    plan: CapacityDivision,
    room: Mapping[int, float],
) -> dict[int, float]:
    """Return the probabilities by risk: the first in order of what an exam is worth, a tier no more often than it was
    promised, and clean parcels of a group no more often than it has room.

    The ordinary rate is that of parcels whose sellers have no tier, or a promise of 1: places that a tier may not take
    go to the next in order, which raises the ordinary rate and so the bound, until both agree.
    """
    order = sorted(open_to, key=lambda at: -candidates[at].chance * candidates[at].lesson)
    sizes: dict[float, int] = defaultdict(int)
    factors = {at: _factor(candidates[at], plan.promised) for at in open_to}
    for factor in factors.values():
        sizes[factor] += 1
    if len({factor >= 1 for factor in sizes}) == 1:  # nobody has a promise, or everybody has one
        factors = dict.fromkeys(open_to, 1.0)
    # The bounds that hold for a parcel, each with what the parcel takes of it.
    takes = {
        at: [
            *([(factors[at], 1.0)] if factors[at] < 1 else []),
            *((group, candidates[at].clean) for group in candidates[at].bound_groups if group in plan.rooms),
        ]
        for at in open_to
    }
    if min(factors.values()) >= 1:
        return _first(order, places, room, takes, {**plan.rooms})
    low, high = 0.0, 1.0
    taken: dict[int, float] = {}
    for _halving in range(30):
        rate = (low + high) / 2
        bounds = {**plan.rooms, **{factor: factor * rate * size for factor, size in sizes.items()}}
        taken = _first(order, places, room, takes, bounds)
        ordinary = [taken.get(at, 0.0) for at in open_to if factors[at] >= 1]
        if fsum(ordinary) / len(ordinary) > rate:
            low = rate
        else:
            high = rate
    return taken


def _first(
    order: Sequence[int],
    places: float,
    room: Mapping[int, float],
    takes: Mapping[int, Sequence[tuple[str | float, float]]],
    bounds: Mapping[str | float, float],
) -> dict[int, float]:
    """Return the probability of the first parcels in order, within the places and the bounds that hold for each."""
    taken, used = dict[int, float](), defaultdict[str | float, float](float)
    for at in order:
        if places <= _TINY:
            break
        part = min(room[at], places)
        for name, taking in takes[at]:
            if taking * part > (spare := bounds[name] - used[name]):
                part = max(0.0, spare / taking)
        if part > 0:
            taken[at] = part
            places -= part
            for name, taking in takes[at]:
                used[name] += taking * part
    return taken


def _room_used(candidates: Sequence[ParcelCandidate], taken: Mapping[int, float]) -> dict[str, float]:
    """Return the clean parcels of each group among those that are opened with some chances."""
    used = defaultdict[str, float](float)
    for at, chance in taken.items():
        for group in candidates[at].bound_groups:
            used[group] += candidates[at].clean * chance
    return used


def _within_rooms(
    given: Mapping[int, float], candidates: Sequence[ParcelCandidate], left: Mapping[str, float]
) -> dict[int, float]:
    """Return the given chances, lowered by the same factor for all parcels of a group that has not room for them."""
    sought = _room_used(candidates, given)
    kept = {group: max(0.0, room) / sought[group] for group, room in left.items() if sought.get(group)}
    return {
        at: chance * min([1.0, *(kept.get(group, 1.0) for group in candidates[at].bound_groups)])
        for at, chance in given.items()
    }


def _factor(candidate: ParcelCandidate, promised: Mapping[int, float]) -> float:
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


def _equal_chance(least: Sequence[float], most: float, capacity: float) -> float:
    """Return the greatest chance, up to `most`, that all parcels have at once within a capacity that holds the least
    chance of each.
    """
    ordered = sorted(least)
    spare = capacity - fsum(ordered)
    for raised, (level, following) in enumerate(pairwise([*ordered, inf]), start=1):
        step = min(following, most) - level
        if step * raised >= spare:
            return level + max(0.0, spare) / raised
        if following >= most:
            return max(level, most)
        spare -= step * raised
    return most


def _odds_of_rule(candidate: ParcelCandidate) -> SelectionChances:
    """Return the probabilities of a parcel that a hard rule opens beyond the capacity: its exam is counted as often as
    that of any other parcel of its seller.
    """
    at_random = RandomChance.of(counted=candidate.promised, after_wrong=candidate.after_wrong, port=0.0)
    return SelectionChances(rule=1.0 - at_random.total, random=at_random, is_beyond=True)


def _share_drawn(odds: SelectionChances, chance: random.Random) -> SelectionShare:
    """Return the share of the capacity that a selected parcel is counted under, drawn by its probabilities."""
    place, last = chance.random() * odds.total, CapacityShare.RULE
    begin = odds.rule + odds.risk + odds.unseen
    is_equal = begin <= place < begin + odds.equal
    for share, part in (
        (CapacityShare.RULE, odds.rule),
        (CapacityShare.RISK, odds.risk),
        (CapacityShare.UNSEEN, odds.unseen),
        (CapacityShare.RANDOM, odds.random.counted),
        (CapacityShare.FOLLOW_UP, odds.random.follow_up),
        (CapacityShare.SURPLUS, odds.random.surplus),
        (CapacityShare.LEFT_OVER, odds.left_over),
    ):
        if part:
            last = share
            if place < part:
                break
            place -= part
    return SelectionShare(last, is_equal)
