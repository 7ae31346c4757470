"""The months that a clean shop needs to reach each tier, computed by the rules themselves."""

from random import Random
from statistics import median_low

from apps.evaluation.operating_characteristic import World, live, steady
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

MAX_MONTHS = 120
# Half of so many shops have reached a tier in the months that are given: which parcels are opened is drawn.
SHOPS = 101


def months_to_tiers(terms: Terms, parcels: int, asked: float = 0.0) -> dict[int, int | None]:
    """Return the months in which half of the clean shops reach each tier; None for a tier that takes more than
    `MAX_MONTHS`.

    The shop sends `parcels` a month, all of them in order, and they are opened at random with the least chance that the
    policy gives, and what the shop `asked` for beyond. The shop enrols on the first of a month, is validated at the end
    of the time that the policy gives for a validation, and does each annual review on time.
    """
    world, clean = World(parcels, asked=asked), steady(0.0)
    dice = (Random(f"{parcels} {shop}") for shop in range(SHOPS))  # noqa: S311 # nosec B311 # a simulation
    lives = [live(world, clean, terms, each, months=MAX_MONTHS).tiers for each in dice]
    return {tier: _half(lives, tier) for tier in TIERS}


def _half(lives: list[list[int]], tier: int) -> int | None:
    never = MAX_MONTHS + 1
    months = median_low(
        next((month for month, held in enumerate(life, start=1) if held >= tier), never) for life in lives
    )
    return None if months == never else months
