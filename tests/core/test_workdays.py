from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.core.workdays import add_workdays, is_workday, workdays_between

days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


def test_weekends_and_federal_holidays_are_no_working_days():
    thanksgiving, christmas_observed, inauguration = date(2026, 11, 26), date(2027, 12, 24), date(2025, 1, 21)
    assert not is_workday(date(2026, 11, 28))
    assert not is_workday(thanksgiving)
    assert not is_workday(christmas_observed), "Christmas 2027 is a Saturday"
    assert is_workday(inauguration)
    assert is_workday(thanksgiving + timedelta(days=1))


def test_the_first_day_does_not_count():
    wednesday = date(2026, 11, 25)
    assert add_workdays(wednesday, 0) == wednesday
    assert add_workdays(wednesday, 1) == date(2026, 11, 27)
    assert add_workdays(wednesday, 2) == date(2026, 11, 30)


@given(day=days, count=st.integers(0, 60))
def test_the_working_days_between_two_days_are_those_that_were_added(day: date, count: int):
    later = add_workdays(day, count)
    assert workdays_between(day, later) == count
    assert count == 0 or is_workday(later)


@given(day=days, before=st.integers(0, 30))
def test_no_working_day_lies_between_a_day_and_an_earlier_one(day: date, before: int):
    assert workdays_between(day, day - timedelta(days=before)) == 0
