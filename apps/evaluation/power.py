"""The false alarms and the power of the compliance measure under two sets of numbers, beside each other.

The rules themselves judge simulated sellers whose true share of wrong parcels is known (`operating_characteristic`).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from apps.evaluation.operating_characteristic import Share, World, share_at_tiers
from apps.policy.terms import Terms

# Parcels a month, and true shares of wrong parcels: a good seller, one in doubt, and a bad one.
SIZES = (20, 100, 500)
TRUE_SHARES = (0.01, 0.05, 0.09)
# Sellers simulated for each size and share: enough for a share to be within 16 points, 19 times of 20.
SELLERS = 40


class Power(NamedTuple):
    """The outcome for simulated sellers of one size and one true share of wrong parcels, under both sets of numbers."""

    parcels: int
    wrong: float
    before: Share
    after: Share


def power_beside(
    terms: Terms, draft: Terms, *, sellers: int, report: Callable[[], None] = lambda: None
) -> Iterator[Power]:
    """Simulate sellers of each size and share under the terms in force and under a draft's, the same sellers for both.

    `report` is called after each line, which takes up to a second. No line is given for no `sellers`.
    """
    if not sellers:
        return
    for parcels in SIZES:
        for wrong in TRUE_SHARES:
            # The least share of parcels that the policy gives is opened at random.
            before, after = (
                share_at_tiers(World(parcels), wrong, numbers, sellers=sellers) for numbers in (terms, draft)
            )
            report()
            yield Power(parcels, wrong, before, after)
