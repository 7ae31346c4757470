"""The chance of each parcel to be opened at random, by what its seller sends and by what was found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.policy.least_exams import LeastExams, RandomChance, yearly_parcels

LEAST = LeastExams(share=0.02, share_exact=20_000, yearly=24, most_share=0.125, after_wrong=20, after_wrong_months=3)
MONTH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("monthly", "counted"), [(0, 0.125), (5, 0.125), (16, 0.125), (20, 0.1), (50, 0.04), (100, 0.02), (5_000, 0.02)]
)
def test_counted_chance_opens_the_least_number_a_year_within_its_bounds(monthly: int, counted: float) -> None:
    assert LEAST.chance_of(monthly * 12).counted == pytest.approx(counted)


@given(st.integers(0, 100_000), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_counted_chance_depends_on_neither_the_port_nor_what_was_found(
    yearly: int, requested: float, port: float, followed: bool
) -> None:
    chance = LEAST.chance_of(yearly, requested=requested, is_followed=followed, port=port)
    assert chance.counted == LEAST.chance_of(yearly, requested=requested).counted
    assert chance.total == pytest.approx(
        max(chance.counted, port, LEAST.share_after_wrong(yearly) if followed else 0.0)
    )
    assert min(chance.counted, chance.follow_up, chance.surplus) >= 0


def test_parts_of_a_chance_begin_with_what_counts() -> None:
    assert RandomChance.of(counted=0.1, after_wrong=0.3, port=0.5) == RandomChance(
        0.1, pytest.approx(0.2), pytest.approx(0.2)
    )
    assert RandomChance.of(counted=0.4, after_wrong=0.3, port=0.2) == RandomChance(0.4, 0.0, 0.0)


def test_more_parcels_are_opened_from_the_month_of_a_wrong_one_on_for_the_months_of_the_policy() -> None:
    held = [step for step in range(6) if LEAST.is_followed(clock.add_months(MONTH, step), last_wrong=MONTH)]
    assert held == [0, 1, 2, 3]
    assert not LEAST.is_followed(MONTH, last_wrong=None)


def test_parcels_a_year_are_those_of_the_completed_months() -> None:
    year = {clock.add_months(MONTH, -step): 10 for step in range(20)}
    assert yearly_parcels(year, month=MONTH) == 120
    young = {clock.add_months(MONTH, -1): 30, clock.add_months(MONTH, -3): 30, MONTH: 500}
    assert yearly_parcels(young, month=MONTH) == 240
    assert yearly_parcels({MONTH: 500, clock.add_months(MONTH, -13): 7}, month=MONTH) == 0
