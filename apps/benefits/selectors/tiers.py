"""What each tier was promised, and what its members received."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.benefits.rules import Realised
from apps.benefits.selectors.window import HELD, Counted, Window
from apps.policy.terms import Benefit


@dataclass(frozen=True, slots=True)
class TierMeasure:
    """A tier with what the policy in force promises it, and what was counted.

    `shippers` is how many businesses held it through the last month; `left_out` the parcels of those that did not hold
    it to the end of a month, or to whom something else was promised in its midst.
    """

    tier: int
    benefits: Sequence[Benefit]
    realised: Realised
    shippers: int
    left_out: int


def tiers_measured(window: Window) -> list[TierMeasure]:
    """Each tier over the window, from the few rows that were read with it."""
    return [_measure(window, tier) for tier in HELD if tier is not None]


def _measure(window: Window, tier: int) -> TierMeasure:
    rows = [window.rows[month, tier] for month in window.months]
    steady = [row for row in rows if window.multiples[row.month, tier] is not None]
    # Where something was promised in some of the months, those without it are no measure of the promise.
    owed = [row for row in steady if window.promises(row.month, tier)] or steady
    counted = [Counted(row.month, tier, row.parcels, row.examined) for row in owed]
    return TierMeasure(
        tier=tier,
        benefits=window.terms.benefits(tier),
        realised=window.realised(counted),
        shippers=rows[-1].shippers if rows else 0,
        left_out=sum(row.left_out for row in rows) + sum(row.parcels for row in rows if row not in steady),
    )
