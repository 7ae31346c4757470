"""The exam rate promised to each tier, and the rate that its members received."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.benefits.rules import RealisedRate
from apps.benefits.selectors.window import TIERS_AND_NONE, CountedMonth, Window
from apps.policy.benefits import Benefit


@dataclass(frozen=True, slots=True)
class TierMeasure:
    """A tier with the benefits that the policy in force promises, and the exam rate of its members.

    `shippers` is the number of businesses that held the tier through the last month. `left_out` is the number of
    parcels that do not count, because the business lost or left the tier, or the promise changed, during the month.
    """

    tier: int
    benefits: Sequence[Benefit]
    realised: RealisedRate
    shippers: int
    left_out: int


def tiers_measured(window: Window) -> list[TierMeasure]:
    """Return the exam rate of each tier over the window. Makes no query: the window has the rows."""
    return [_measure(window, tier) for tier in TIERS_AND_NONE if tier is not None]


def _measure(window: Window, tier: int) -> TierMeasure:
    rows = [window.rows[month, tier] for month in window.months]
    steady = [row for row in rows if window.multiples[row.month, tier] is not None]
    # Where something was promised in some of the months, the other months say nothing about the promise.
    owed = [row for row in steady if window.promises(row.month, tier)] or steady
    counted = [CountedMonth(row.month, tier, row.parcels, row.examined) for row in owed]
    return TierMeasure(
        tier=tier,
        benefits=window.terms.benefits(tier),
        realised=window.realised_rate(counted),
        shippers=rows[-1].shippers if rows else 0,
        left_out=sum(row.left_out for row in rows) + sum(row.parcels for row in rows if row not in steady),
    )
