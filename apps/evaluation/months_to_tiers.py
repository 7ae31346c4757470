"""The months that a clean shop needs to reach each tier, computed by the rules themselves."""

from math import floor
from random import Random

from apps.evaluation.operating_characteristic import SimulatedWorld, live, steady
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

MAX_MONTHS = 120


class _Middle(Random):
    """Dice of the shop in the middle: as many parcels were opened until each month as are expected.

    The median of a binomial number is within one of its mean, and is the mean where that is whole (Kaas and Buhrman,
    "Mean, median and mode in binomial distributions", 1980). So half of the shops have as many exams or more.
    """

    expected, given = 0.0, 0

    def binomialvariate(self, n: int = 1, p: float = 0.5) -> int:
        self.expected += n * p
        # A sum of chances is a binary fraction just below a whole number of exams.
        more = floor(self.expected + 1e-9) - self.given
        self.given += more
        return more


def months_to_tiers(terms: Terms, parcels: int, *, requested: int = 0) -> dict[int, int | None]:
    """Return the months in which half of the clean shops reach each tier; None for a tier that takes more than
    `MAX_MONTHS`.

    The shop sends `parcels` a month, all of them in order. They are opened at random with the least chance that the
    policy gives, and with what each request for so many exams as are `requested` adds, one request after another. The
    shop enrols on the first of a month, is validated at the end of the time that the policy gives for a validation, and
    does each annual review on time.
    """
    # Nothing but the number of exams is drawn, since no parcel is wrong.
    life = live(SimulatedWorld(parcels, requested=requested), steady(0.0), terms, _Middle(), months=MAX_MONTHS)
    months = dict(enumerate(life.tiers, start=1))
    return {tier: next((month for month, held in months.items() if held >= tier), None) for tier in TIERS}
