"""The weight of violations in points, and the next day on which the weight falls.

An act is judged by the weights of today or by those of its own day, whichever make it lighter: raised weights judge
only the acts that come after them, and lowered ones judge all at once. One set judges the whole act; no act is judged
by pieces of both.

Points are whole millionths, so that sums and comparisons with the policy are exact.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache, reduce
from typing import NamedTuple

from apps.evaluation.record import Offense, Record, month_start
from apps.policy.terms import ONE, Weights


class WeightSum(NamedTuple):
    """The violations of a window: the number that weigh something, their weight in millionths of a point, and the next
    day on which age alone lowers the weight."""

    count: int
    weight: int
    eases: date | None


class WeightFactors(NamedTuple):
    """The numbers of the policy whose product is the weight of a violation before its age step, in millionths."""

    severity: int
    culpability: int
    attribution: int
    self_disclosed: int


def factors_of(offense: Offense, weights: Weights) -> WeightFactors:
    """Return the factors of an offense under the weights of a policy."""
    return WeightFactors(
        weights.severity[offense.severity],
        weights.culpability[offense.culpability],
        weights.attribution[offense.attribution],
        weights.self_disclosed if offense.self_disclosed else ONE,
    )


# A policy has few factors, and members have the same violations over and over.
@lru_cache(maxsize=10_000)
def product(factors: tuple[int, ...]) -> int:
    """Return the product of factors in millionths. Each further factor is multiplied in and cut to whole millionths."""
    return reduce(lambda left, right: left * right // ONE, factors, ONE)


def weights_for(offense: Offense, weights: Weights) -> tuple[Weights, ...]:
    """Return the sets of weights of which the lighter judges an act: the present ones, and those of its day."""
    return (weights,) if offense.then is None or offense.then is weights else (weights, offense.then)


def lighter_weights(offense: Offense, weights: Weights, age: int) -> Weights:
    """Return the set of weights that judges an act at an age in months."""
    return min(weights_for(offense, weights), key=lambda each: _weight_by(offense, each, age))


def weight_at(offense: Offense, weights: Weights, age: int) -> int:
    """Return severity x culpability x attribution x self-disclosure x age step, in millionths of a point."""
    return min([_weight_by(offense, each, age) for each in weights_for(offense, weights)])


def _weight_by(offense: Offense, weights: Weights, age: int) -> int:
    return product((*factors_of(offense, weights), weights.age_step(age)[0]))


def loss_of(offense: Offense, weights: Weights) -> int:
    """Return the part of its parcel that a violation makes wrong, in millionths: severity x attribution, at most 1."""
    return min([wrong_part(offense.severity, offense.attribution, each) for each in weights_for(offense, weights)])


def found_part(offense: Offense, weights: Weights) -> int:
    """Return the part of a parcel that a violation found otherwise than at random proves wrong, in millionths: its
    weight without the age step, at most 1.
    """
    return min([ONE, *[product(factors_of(offense, each)) for each in weights_for(offense, weights)]])


def attribution_of(offense: Offense, weights: Weights) -> int:
    """Return the part of a violation that is the seller's own, in millionths."""
    return min([each.attribution[offense.attribution] for each in weights_for(offense, weights)])


def age_starts(offense: Offense, weights: Weights) -> set[int]:
    """Return the ages in months at which a violation may come to weigh less."""
    return {start for each in weights_for(offense, weights) for start, _factor in each.age}


def wrong_part(severity: str, attribution: str, weights: Weights) -> int:
    """Return severity x attribution, at most 1, in millionths: the part of a parcel that one violation makes wrong."""
    return min(ONE, product((weights.severity[severity], weights.attribution[attribution])))


def weigh(record: Record, offenses: Iterable[Offense], weights: Weights, window: int) -> WeightSum:
    """Add up those of a record's offenses that are of the last `window` calendar months."""
    count = total = 0
    eases: list[int] = []
    for offense in offenses_within(record, offenses, window):
        age = record.month - offense.month
        weight = weight_at(offense, weights, age)
        if weight:
            count += 1
            total += weight
            eases.append(offense.month + min([window, *[s for s in age_starts(offense, weights) if s > age]]))
    return WeightSum(count, total, month_start(min(eases)) if eases else None)


def offenses_within(record: Record, offenses: Iterable[Offense], window: int) -> list[Offense]:
    """Return the offenses of the last `window` calendar months."""
    first = record.month - window + 1
    return [offense for offense in offenses if offense.month >= first]
