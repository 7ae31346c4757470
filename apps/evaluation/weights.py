"""The weight of violations in points, and the next day on which the weight falls.

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


class Factors(NamedTuple):
    """The numbers of the policy whose product is the weight of a violation before its age step, in millionths."""

    severity: int
    culpability: int
    attribution: int
    self_disclosed: int


def factors_of(offense: Offense, weights: Weights) -> Factors:
    """Return the factors of an offense under the weights of a policy."""
    return Factors(
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


def weight_of(offense: Offense, weights: Weights) -> int:
    """Return severity x culpability x attribution x self-disclosure, without the age step, in millionths of a point."""
    return product(factors_of(offense, weights))


def loss_of(offense: Offense, weights: Weights) -> int:
    """Return the part of its parcel that a violation makes wrong, in millionths: severity x attribution, at most 1."""
    return wrong_part(offense.severity, offense.attribution, weights)


def wrong_part(severity: str, attribution: str, weights: Weights) -> int:
    """Return severity x attribution, at most 1, in millionths: the part of a parcel that one violation makes wrong."""
    return min(ONE, product((weights.severity[severity], weights.attribution[attribution])))


def weigh(record: Record, offenses: Iterable[Offense], weights: Weights, window: int) -> WeightSum:
    """Add up those of a record's offenses that are of the last `window` calendar months."""
    count = total = 0
    eases: list[int] = []
    for offense in offenses_within(record, offenses, window):
        factor, next_age = weights.age_step(record.month - offense.month)
        weight = product((*factors_of(offense, weights), factor))
        if weight:
            count += 1
            total += weight
            eases.append(offense.month + min(window, next_age or window))
    return WeightSum(count, total, month_start(min(eases)) if eases else None)


def offenses_within(record: Record, offenses: Iterable[Offense], window: int) -> list[Offense]:
    """Return the offenses of the last `window` calendar months."""
    first = record.month - window + 1
    return [offense for offense in offenses if offense.month >= first]
