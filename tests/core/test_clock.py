from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
counts = st.integers(min_value=-1200, max_value=1200)
months = st.integers(min_value=0, max_value=1200)
# Three of four days of a month are like one another.
ends_of_months = st.builds(lambda day, near: clock.add_days(clock.month_of(day), near), days, st.integers(-4, 3))


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


@given(days, months)
def test_some_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, count: int) -> None:
    later = clock.anniversary(day, count)
    assert clock.month_of(later) == clock.add_months(day, count)
    assert later.day == day.day or (later.day < day.day and clock.add_days(later, 1).day == 1)


@given(days, days, months)
def test_months_from_a_later_day_are_not_over_earlier(one: date, other: date, count: int) -> None:
    first, last = sorted((one, other))
    assert clock.anniversary(first, count) <= clock.anniversary(last, count)


@given(ends_of_months, months, st.integers(-4, 4))
def test_looking_back_finds_the_days_from_which_months_are_not_over(day: date, count: int, near: int) -> None:
    first = clock.first_within(day, count)
    began = clock.add_days(first, near)
    assert (clock.anniversary(began, count) >= day) == (began >= first)


@pytest.mark.parametrize(
    ("day", "count", "first"),
    [
        (date(2026, 11, 30), 6, date(2026, 5, 30)),
        (date(2027, 5, 31), 6, date(2026, 12, 1)),
        (date(2027, 2, 28), 6, date(2026, 8, 28)),
        (date(2028, 2, 29), 12, date(2027, 3, 1)),
        (date(2029, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 3, 1)),
    ],
)
def test_looking_back_from_the_end_of_a_month(day: date, count: int, first: date) -> None:
    assert clock.first_within(day, count) == first


def test_months_do_not_count_backward_by_the_way_forward() -> None:
    with pytest.raises(ValueError, match="first_within"):
        clock.anniversary(date(2026, 11, 30), -6)


@given(ends_of_months, st.integers(0, 60))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_counts_months_as_the_clock(db: None, day: date, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + make_interval(months => %s))::date", [day, count])
        assert cursor.fetchone() == (clock.anniversary(day, count),)


def test_the_clock_can_be_set_and_returns_to_the_present() -> None:
    past = datetime(2024, 2, 29, 12, tzinfo=UTC)
    with clock.at(past):
        assert clock.now() == past
        assert clock.today() == date(2024, 2, 29)
        with clock.at(past + timedelta(days=1)):
            assert clock.today() == date(2024, 3, 1)
        assert clock.now() == past
    assert clock.now() > past
