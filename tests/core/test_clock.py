from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
counts = st.integers(min_value=-1200, max_value=1200)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 4, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2026, 1, 1, 5, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_days_are_days_in_new_york_summer_and_winter(moment: datetime, day: date) -> None:
    assert clock.day_of(moment) == day


@given(days)
def test_a_month_is_its_first_day(day: date) -> None:
    month = clock.month_of(day)
    assert (month.year, month.month, month.day) == (day.year, day.month, 1)


@given(days, counts)
def test_adding_months_and_subtracting_them_gives_the_same_month(day: date, count: int) -> None:
    month = clock.month_of(day)
    assert clock.add_months(clock.add_months(day, count), -count) == month


@given(days)
def test_the_next_month_begins_where_this_one_ends(day: date) -> None:
    following = clock.add_months(day, 1)
    assert clock.month_of(clock.add_days(following, -1)) == clock.month_of(day)


def test_the_clock_can_be_set_and_returns_to_the_present() -> None:
    past = datetime(2024, 2, 29, 12, tzinfo=UTC)
    with clock.at(past):
        assert clock.now() == past
        assert clock.today() == date(2024, 2, 29)
        with clock.at(past + timedelta(days=1)):
            assert clock.today() == date(2024, 3, 1)
        assert clock.now() == past
    assert clock.now() > past
