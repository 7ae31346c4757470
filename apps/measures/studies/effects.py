"""The effect of membership on the share of wrong parcels, from exams drawn at random. Pure.

Members differ from others before they join, and trade as a whole gets better or worse by the month. So the wrong
parcels of members are compared with those to be expected without membership: by the exams of the same businesses before
they joined, and by how the exams of businesses that are no members yet changed meanwhile. Both are parts of one model:
the share of wrong parcels is a factor of the business times a factor of the month. The factors are estimated from
parcels of businesses that are no members yet, and carried on to the months of membership (imputation: Borusyak, Jaravel
and Spiess, "Revisiting Event-Study Designs", 2024; for rates: Wooldridge, "Simple approaches to nonlinear
difference-in-differences with panel data", 2023).

Businesses may join after a month that was unusually bad or good. Afterwards such a business comes nearer to its own
mean whether it joins or not. So the months before joining are left out: `GAP` months.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt, sumprod
from random import Random
from types import MappingProxyType
from typing import NamedTuple

# A decision on an application takes up to 90 days, and a business that applies after a bad or good month saw the exams
# of a quarter: six months in all.
GAP = 6
# The groups of businesses that are left out one by one for the interval, and the quantile of Student's t for 95 % with
# one degree of freedom less (Kott, "The Delete-a-Group Jackknife", 2001).
GROUPS = 30
T = 2.04523
# With fewer wrong parcels than this on one side, chance decides, and no effect is told. A decision of the program.
MIN_WRONG = 10
MAX_ROUNDS = 200
PRECISION = 1e-9


class BusinessMonth(NamedTuple):
    """The exams at random of a business in a month: how many, how many found something wrong, and both weighted by one
    over the probability with which each parcel was drawn. Months are numbered from any one on.
    """

    business: int
    month: int
    exams: int
    wrong: int
    weight: float
    weight_wrong: float


@dataclass(frozen=True, slots=True)
class MembershipEffect:
    """The relative change of the share of wrong parcels that membership makes, with its 95 % interval.

    -0.5 says half as many wrong parcels as without membership. `members` and `others` are the businesses behind the
    two sides.
    """

    change: float
    low: float
    high: float
    members: frozenset[int]
    others: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The cells that a study compares: those of months of membership, and those of businesses not yet members."""

    member: Mapping[int, Sequence[BusinessMonth]]
    other: Mapping[int, Sequence[BusinessMonth]]

    def without(self, left_out: Collection[int]) -> "_Sides":
        return _Sides(
            {business: cells for business, cells in self.member.items() if business not in left_out},
            {business: cells for business, cells in self.other.items() if business not in left_out},
        )


class _Row(NamedTuple):
    """The cells of a business, or of a month: their wrong parcels, the weight of each, and the months, or businesses,
    of the cells.
    """

    wrong: float
    weights: list[float]
    crossed: list[int]

    @classmethod
    def of(cls, cells: Sequence[BusinessMonth], crossed: list[int]) -> "_Row":
        return cls(sum(cell.weight_wrong for cell in cells), [cell.weight for cell in cells], crossed)

    def factor(self, factors: Mapping[int, float]) -> float:
        """Return the wrong parcels over those that the factors of what the cells cross let expect."""
        expected = sumprod(self.weights, map(factors.__getitem__, self.crossed))
        return self.wrong / expected if expected else 0.0


def effect_estimate(
    cells: Iterable[BusinessMonth], joined: Mapping[int, int], *, since: int
) -> MembershipEffect | None:
    """Estimate the effect of membership in the months from `since` on; None where too few parcels were found wrong.

    `joined` has the first whole month of membership of each business that became a member. Cells of months after a
    business left the program must not be given. A member counts if its parcels were examined before it joined.
    """
    sides = _sides(cells, joined, since)
    if _wrong(sides.member.values()) < MIN_WRONG or _wrong(sides.other[each] for each in sides.member) < MIN_WRONG:
        return None
    of_business, of_month = _factors(sides.other)
    ratio = _ratio(sides, of_business, of_month)
    if not ratio:
        return None
    parts = []
    for group in _groups({*sides.member, *sides.other}):
        rest = sides.without(group)
        # The factors of all are near those of all but a group, so few turns lead from one to the other.
        parts.append(_ratio(rest, *_factors(rest.other, of_month)))
    logs = [log(part) for part in parts if part]
    if len(logs) < len(parts):
        return None
    # The variance of the logarithm, by leaving out one group of businesses after the other.
    middle = log(ratio)
    half = T * sqrt((GROUPS - 1) / GROUPS * sum((each - middle) ** 2 for each in logs))
    return MembershipEffect(
        change=ratio - 1,
        low=exp(middle - half) - 1,
        high=exp(middle + half) - 1,
        members=frozenset(sides.member),
        others=frozenset(sides.other),
    )


def _sides(cells: Iterable[BusinessMonth], joined: Mapping[int, int], since: int) -> _Sides:
    member, other = defaultdict[int, list[BusinessMonth]](list), defaultdict[int, list[BusinessMonth]](list)
    for cell in cells:
        start = joined.get(cell.business)
        if start is None or cell.month < start - GAP:
            other[cell.business].append(cell)
        elif start <= cell.month >= since:
            member[cell.business].append(cell)
    return _Sides({business: found for business, found in member.items() if business in other}, dict(other))


def _wrong(sides: Iterable[Sequence[BusinessMonth]]) -> int:
    return sum(cell.wrong for cells in sides for cell in cells)


def _groups(businesses: Collection[int]) -> list[set[int]]:
    """Split businesses into groups of equal size by a draw that is the same for the same businesses."""
    ordered = sorted(businesses)
    Random(len(ordered)).shuffle(ordered)  # noqa: S311 -- no secret
    return [set(ordered[number::GROUPS]) for number in range(GROUPS)]


def _ratio(sides: _Sides, of_business: Mapping[int, float], of_month: Mapping[int, float]) -> float | None:
    """Return the wrong parcels of members over those to be expected by factors; None where none are expected."""
    observed = expected = 0.0
    for business, cells in sides.member.items():
        for cell in cells:
            # A month without exams of others, or a business whose own factor nothing tells, can't be compared.
            if business in of_business and cell.month in of_month:
                observed += cell.weight_wrong
                expected += cell.weight * of_business[business] * of_month[cell.month]
    return observed / expected if expected else None


def _factors(
    other: Mapping[int, Sequence[BusinessMonth]], begin: Mapping[int, float] = MappingProxyType({})
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the factors of businesses and of months that give the wrong parcels of each business and of each month.

    They are fitted in turns until they stay the same: the estimates of maximum likelihood for rates (Poisson). Those of
    months begin with the given ones.
    """
    of_months = defaultdict[int, list[BusinessMonth]](list)
    for cells in other.values():
        for cell in cells:
            of_months[cell.month].append(cell)
    rows = {business: _Row.of(cells, [cell.month for cell in cells]) for business, cells in other.items()}
    columns = {month: _Row.of(cells, [cell.business for cell in cells]) for month, cells in of_months.items()}
    of_month = {month: begin.get(month, 1.0) for month in columns}
    of_business: dict[int, float] = {}
    for _round in range(MAX_ROUNDS):
        of_business = {business: row.factor(of_month) for business, row in rows.items()}
        before, of_month = of_month, {month: column.factor(of_business) for month, column in columns.items()}
        if all(abs(of_month[month] - factor) <= PRECISION * max(factor, 1.0) for month, factor in before.items()):
            break
    return of_business, of_month
