"""The figures of what the rules of a policy do with good and with bad sellers.

They are the months to rise, the tiers held, the false alarms, the months until a seller that turns bad is found, and
what that costs in exams.

The rules themselves judge simulated sellers whose true share of wrong parcels is known (`operating_characteristic`).
"""

import msgspec

from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import SimulatedWorld, months_to_detection, share_at_tiers
from apps.policy.schema import TIERS
from apps.policy.terms import TOP, Terms

# Parcels a month, and true shares of wrong parcels: from very good sellers to bad ones.
SIZES = (5, 20, 100, 500, 5_000)
TRUE_SHARES = (0.005, 0.01, 0.02, 0.05, 0.09)
# A seller of the highest tier turns from one true share to the other, and has so many months to be found.
TURNS, MONTHS_TO_FIND = (0.005, 0.2), 36
# Sellers simulated for each line: enough for a share to be within 13 points, 19 times of 20. Of those whose exams are
# many, a fifth: they differ little, and each takes longer.
SELLERS, FIFTH, MANY_PARCELS = 60, 5, 5_000
# Of small shops, a third or so reaches the highest tier from which it can turn: so many times as many are simulated.
TURNED_TIMES, FEW_PARCELS = 5, 100


class SizePower(msgspec.Struct, frozen=True):
    """The outcome for shops of one size. `reached` are the months in which half of the clean ones reach each tier, from
    the first; None for never. `half` and `most` are the months within which half and nine of ten are found that turn
    bad; None for more than `MONTHS_TO_FIND`, or if none of the simulated ones reached the highest tier.
    """

    parcels: int
    reached: tuple[int | None, ...]
    half: int | None
    most: int | None


class SharePower(msgspec.Struct, frozen=True):
    """The outcome for sellers of one size and one true share of wrong parcels after three years.

    `held` are the shares of the sellers that hold at least each tier, from the first. `false_alarms` is the share of
    seller-years in which any rule proposed a lower tier than the true share allows. `opened` is the share of their
    parcels that was opened at random.
    """

    parcels: int
    wrong: float
    held: tuple[float, ...]
    false_alarms: float
    opened: float


class PowerTable(msgspec.Struct, frozen=True):
    """The outcome for simulated sellers under one set of numbers. `sellers` are simulated for most lines."""

    sellers: int
    sizes: tuple[SizePower, ...]
    shares: tuple[SharePower, ...]


def power_of(terms: Terms, *, sellers: int = SELLERS) -> PowerTable:
    """Simulate sellers of each size and true share under some terms."""
    sizes, shares = [], []
    for parcels in SIZES:
        count = sellers if parcels < MANY_PARCELS else max(1, sellers // FIFTH)
        world = SimulatedWorld(parcels)
        for wrong in TRUE_SHARES:
            found = share_at_tiers(world, wrong, terms, sellers=count)
            held = tuple(found.at_least(tier) for tier in TIERS)
            shares.append(SharePower(parcels, wrong, held, found.false_alarms, found.opened))
        turning = count * TURNED_TIMES if parcels <= FEW_PARCELS else count
        turned = months_to_detection(world, *TURNS, terms, sellers=turning, months=MONTHS_TO_FIND, tier=TOP)
        reached = months_to_tiers(terms, parcels)
        sizes.append(SizePower(parcels, tuple(reached[tier] for tier in TIERS), turned.half, turned.most))
    return PowerTable(sellers, tuple(sizes), tuple(shares))
