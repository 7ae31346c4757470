"""The months that a clean shop needs to reach each tier, computed by the rules themselves."""

from random import Random

from apps.evaluation.operating_characteristic import World, live
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

MAX_MONTHS = 120


def months_to_tiers(terms: Terms, parcels: int, exam_share: float) -> dict[int, int | None]:
    """Return the months that a clean shop needs to reach each tier; None for a tier that takes more than `MAX_MONTHS`.

    The shop sends `parcels` a month. The share `exam_share` of its parcels is opened at random, or the least share of
    the policy where that is more, and all are in order. The shop enrols on the first of a month, is validated at the
    end of the time that the policy gives for a validation, and does each annual review on time.
    """
    # No parcel is wrong, so nothing depends on the dice.
    dice = Random(0)  # noqa: S311 # nosec B311 # a simulation
    life = live(World(parcels, exam_share), lambda _month: 0.0, terms, dice, months=MAX_MONTHS)
    months = dict(enumerate(life.tiers, start=1))
    return {tier: next((month for month, held in months.items() if held >= tier), None) for tier in TIERS}
