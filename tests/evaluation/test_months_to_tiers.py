"""The months that the site promises are those in which half of the clean shops whose exams are drawn are there."""

from random import Random

import pytest

from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import World, live, steady

SHOPS = 300


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 100])
def test_half_of_the_shops_whose_exams_are_drawn_reach_a_tier_in_the_promised_months(terms, size):
    lives = [live(World(size), steady(0.0), terms, Random(shop), months=40).tiers for shop in range(SHOPS)]
    for tier, months in months_to_tiers(terms, size).items():
        there = sum(life[months - 1] >= tier for life in lives) / SHOPS
        a_month_before = sum(life[months - 2] >= tier for life in lives) / SHOPS
        # Between the two is the half, but for chance.
        assert a_month_before - 0.1 < 0.5 < there + 0.1
