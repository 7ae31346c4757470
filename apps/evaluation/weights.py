"""The weight of violations, and the next day on which the weight falls."""

from collections.abc import Iterable
from datetime import date
from math import fsum, prod
from typing import NamedTuple

from apps.evaluation.finding import earliest
from apps.evaluation.record import Offense, Record, month_start
from apps.policy.terms import Weights


class WeightSum(NamedTuple):
    """The violations of a window: the number that weigh something, their weight, and the next day on which age alone
    lowers the weight."""

    count: int
    weight: float
    eases: date | None


class Factors(NamedTuple):
    """The numbers of the policy whose product is the weight of a violation before its age step."""

    severity: float
    culpability: float
    attribution: float
    self_disclosed: float


def factors_of(offense: Offense, weights: Weights) -> Factors:
    """Return the factors of an offense under the weights of a policy."""
    return Factors(
        weights.severity[offense.severity],
        weights.culpability[offense.culpability],
        weights.attribution[offense.attribution],
        weights.self_disclosed if offense.self_disclosed else 1.0,
    )


def weight_of(offense: Offense, weights: Weights) -> float:
    """Return severity x culpability x attribution x self-disclosure, without the age step."""
    return prod(factors_of(offense, weights))


def weigh(record: Record, weights: Weights, window: int) -> WeightSum:
    """Add up the violations of the last `window` calendar months. The sum does not depend on their order."""
    terms: list[float] = []
    eases: list[date] = []
    for offense in record.offenses:
        age = record.month - offense.month
        if age >= window:
            continue
        factor, next_age = weights.age_step(age)
        weight = weight_of(offense, weights) * factor
        if weight:
            terms.append(weight)
            eases.append(month_start(offense.month + min(window, next_age or window)))
    return WeightSum(len(terms), fsum(terms), earliest(eases))


def offenses_within(record: Record, offenses: Iterable[Offense], window: int) -> list[Offense]:
    """Return the offenses of the last `window` calendar months."""
    return [offense for offense in offenses if record.month - offense.month < window]
