from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.core.workdays import add_workdays, is_workday, workdays_between

days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


def test_weekends_and_federal_holidays_are_not_worked_on():
    thanksgiving, christmas_observed, inauguration = date(2026, 11, 26), date(2027, 12, 24), date(2025, 1, 21)
    assert not is_workday(date(2026, 11, 28))
    assert not is_workday(thanksgiving)
    assert not is_workday(christmas_observed), "Christmas 2027 is a Saturday"
    assert is_workday(inauguration)
    assert is_workday(thanksgiving + timedelta(days=1))


def test_the_day_after_which_is_counted_does_not_count():
    wednesday = date(2026, 11, 25)
    assert add_workdays(wednesday, 0) == wednesday
    assert add_workdays(wednesday, 1) == date(2026, 11, 27)
    assert add_workdays(wednesday, 2) == date(2026, 11, 30)


@given(day=days, count=st.integers(0, 60))
def test_counting_back_gives_what_was_added(day: date, count: int):
    later = add_workdays(day, count)
    assert workdays_between(day, later) == count
    assert count == 0 or is_workday(later)


@given(day=days, before=st.integers(0, 30))
def test_no_time_is_no_working_day(day: date, before: int):
    assert workdays_between(day, day - timedelta(days=before)) == 0
