"""How much a violation weighs, and when that next changes."""

from collections.abc import Iterable
from datetime import date
from math import fsum, prod
from typing import NamedTuple

from apps.evaluation.finding import earliest
from apps.evaluation.record import Offense, Record, month_start
from apps.policy.terms import Weights


class WeightSum(NamedTuple):
    """The violations of a window: how many weigh anything, their weight, and when it next falls by age alone."""

    count: int
    weight: float
    eases: date | None


class Factors(NamedTuple):
    """The numbers of the policy whose product is what a violation weighs before its age step."""

    severity: float
    culpability: float
    attribution: float
    self_disclosed: float


def factors_of(offense: Offense, weights: Weights) -> Factors:
    return Factors(
        weights.severity[offense.severity],
        weights.culpability[offense.culpability],
        weights.attribution[offense.attribution],
        weights.self_disclosed if offense.self_disclosed else 1.0,
    )


def weight_of(offense: Offense, weights: Weights) -> float:
    """Severity x culpability x attribution x self-disclosure; the age step comes on top."""
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
    return [offense for offense in offenses if record.month - offense.month < window]
