"""The months that the site promises are those in which half of the clean shops whose exams are drawn are there."""

from datetime import date
from random import Random

import pytest

from apps.core.clock import MONTHS_A_YEAR
from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import SimulatedWorld, live, steady
from apps.evaluation.record import RecordEntry, RecordFacts, ShipmentMonth, month_number, month_start
from apps.evaluation.tier_path import months_of_exams
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.terms import TermsAhead

SHOPS = 300
ENROLLED = date(2024, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 100])
def test_half_of_the_shops_whose_exams_are_drawn_reach_a_tier_in_the_promised_months(terms, size):
    lives = [live(SimulatedWorld(size), steady(0.0), terms, Random(shop), months=40).tiers for shop in range(SHOPS)]
    for tier, months in months_to_tiers(terms, size).items():
        there = sum(life[months - 1] >= tier for life in lives) / SHOPS
        a_month_before = sum(life[months - 2] >= tier for life in lives) / SHOPS
        # Between the two is the half, but for chance.
        assert a_month_before - 0.1 < 0.5 < there + 0.1


# So many months have gone by that a whole number of exams was to be expected.
@pytest.mark.parametrize(
    ("size", "elapsed"), [(5, 8), *((size, elapsed) for size in (20, 100, 500, 5_000) for elapsed in (3, 6))]
)
def test_path_of_a_clean_member_needs_the_months_that_the_site_promises(terms, size, elapsed):
    """The eligibility check and the page of the policy promise by size; the path of a member counts on its record."""
    first = month_number(ENROLLED)
    monthly = size * terms.least_exams.share_of(size * MONTHS_A_YEAR)
    months = [
        ShipmentMonth(first + past, size, opened, 0, opened, 0)
        for past in range(elapsed)
        for opened in [int((past + 1) * monthly) - int(past * monthly)]
    ]
    facts = RecordFacts(months, [], [RecordEntry(ProgramEntryKind.ENROLLED, ENROLLED)], [])
    today = month_start(first + elapsed)

    for tier, promised in months_to_tiers(terms, size).items():
        still = months_of_exams(facts, TermsAhead(terms, ()), today=today, tier=tier)
        if promised is None:
            assert still == 0, "never"
        elif promised > elapsed + 1:
            assert abs(elapsed + still - promised) <= 1
