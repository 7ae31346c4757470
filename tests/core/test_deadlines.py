"""Deadlines are whole calendar days in the time zone of the business, and end with a working day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.deadlines import day_there, deadline, end_of_day, morning_before, next_workday
from apps.core.workdays import is_workday

NEW_YORK, SHANGHAI, BERLIN = (ZoneInfo(name) for name in ("America/New_York", "Asia/Shanghai", "Europe/Berlin"))
ZONES = st.sampled_from([NEW_YORK, SHANGHAI, BERLIN, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Los_Angeles")])
EVERY_ZONE = sorted(available_timezones() - {"Factory", "localtime"})
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(1, 365), ZONES)
def test_a_deadline_ends_with_a_working_day_in_its_time_zone_and_never_early(start, days, zone):
    limit = deadline(start, days, zone)
    last = day_there(limit, zone)
    assert last >= day_there(start, zone) + timedelta(days=days)
    assert is_workday(last)
    assert day_there(limit + timedelta(microseconds=1), zone) == last + timedelta(days=1)
    assert (last - day_there(start, zone)).days <= days + 4, "no run of holidays and weekend days is longer"


@pytest.mark.parametrize(
    ("start", "days", "zone", "last"),
    [
        # Daylight-saving time begins or ends in between: 30 calendar days, not 720 hours.
        (datetime(2026, 3, 2, 17, tzinfo=UTC), 30, NEW_YORK, date(2026, 4, 1)),
        (datetime(2026, 10, 5, 17, tzinfo=UTC), 30, NEW_YORK, date(2026, 11, 4)),
        (datetime(2026, 3, 10, 17, tzinfo=UTC), 30, BERLIN, date(2026, 4, 9)),
        # February has a 29th.
        (datetime(2028, 2, 1, 17, tzinfo=UTC), 30, NEW_YORK, date(2028, 3, 2)),
        # A Saturday; Christmas Day, a Friday; a Monday that is a holiday.
        (datetime(2026, 6, 4, 17, tzinfo=UTC), 30, NEW_YORK, date(2026, 7, 6)),
        (datetime(2026, 11, 25, 17, tzinfo=UTC), 30, NEW_YORK, date(2026, 12, 28)),
        (datetime(2026, 8, 8, 17, tzinfo=UTC), 30, NEW_YORK, date(2026, 9, 8)),
        # In Shanghai the next day has begun.
        (datetime(2026, 3, 2, 23, tzinfo=UTC), 30, SHANGHAI, date(2026, 4, 2)),
    ],
)
def test_deadlines_across_daylight_saving_leap_days_and_holidays(start, days, zone, last):
    assert day_there(deadline(start, days, zone), zone) == last


def test_a_reminder_comes_at_nine_in_its_time_zone_also_across_daylight_saving():
    limit = deadline(datetime(2026, 3, 2, 17, tzinfo=UTC), 30, NEW_YORK)
    for days, offset in ((0, -4), (7, -4), (28, -5)):
        morning = morning_before(limit, days, NEW_YORK)
        assert (morning.hour, morning.utcoffset()) == (9, timedelta(hours=offset))


def test_the_next_working_day_is_the_day_itself_if_it_is_one():
    assert next_workday(date(2026, 11, 25)) == date(2026, 11, 25)
    assert next_workday(date(2026, 11, 26)) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("zone", "day", "last"),
    [
        # The clock is set back at midnight: the last hour comes twice.
        ("Africa/Cairo", date(2026, 10, 29), datetime(2026, 10, 29, 21, 59, 59, 999999, UTC)),
        ("Africa/Cairo", date(2026, 10, 28), datetime(2026, 10, 28, 20, 59, 59, 999999, UTC)),
        ("Asia/Beirut", date(2025, 10, 25), datetime(2025, 10, 25, 21, 59, 59, 999999, UTC)),
        # At a minute past midnight: one minute of the next day passes before the day comes back.
        ("America/St_Johns", date(2010, 11, 6), datetime(2010, 11, 7, 3, 29, 59, 999999, UTC)),
        # It is set forward at midnight: the day is whole, and the next begins at one.
        ("America/Havana", date(2026, 3, 7), datetime(2026, 3, 8, 4, 59, 59, 999999, UTC)),
        ("America/Asuncion", date(2023, 9, 30), datetime(2023, 10, 1, 3, 59, 59, 999999, UTC)),
        # It is set forward before midnight or across it: the day ends at eleven, or at half past.
        ("America/Scoresbysund", date(2026, 3, 28), datetime(2026, 3, 29, 0, 59, 59, 999999, UTC)),
        ("America/Toronto", date(1919, 3, 30), datetime(1919, 3, 31, 4, 29, 59, 999999, UTC)),
        # Samoa went from 29 to 31 December: the day that was not ends with the next.
        ("Pacific/Apia", date(2011, 12, 29), datetime(2011, 12, 30, 9, 59, 59, 999999, UTC)),
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 31, 9, 59, 59, 999999, UTC)),
    ],
)
def test_the_last_moment_of_a_day_where_the_clock_is_moved_about_midnight(zone, day, last):
    assert end_of_day(day, ZoneInfo(zone)) == last


def assert_last(day: date, zone: ZoneInfo) -> None:
    """Assert that the end of a day is its last moment: the calendar shows no earlier day from there on."""
    last = end_of_day(day, zone)
    skipped = day_there(datetime.combine(day, time(12), UTC) - (zone.utcoffset(datetime.combine(day, time(12)))), zone)
    assert day_there(last, zone) == max(day, skipped), (zone, day)
    assert all(day_there(last + timedelta(minutes=passed, microseconds=1), zone) > day for passed in range(0, 1560, 15))


@given(st.dates(date(1900, 1, 1), date(2037, 12, 31)), st.sampled_from(EVERY_ZONE))
def test_the_end_of_any_day_in_any_zone_is_its_last_moment(day, zone):
    assert_last(day, ZoneInfo(zone))


@pytest.mark.slow
def test_the_end_of_each_day_on_which_a_zone_moves_its_clock_is_its_last_moment():
    noons = [datetime(2023, 1, 1, 12, tzinfo=UTC) + timedelta(days=days) for days in range(5 * 366)]
    for zone in map(ZoneInfo, EVERY_ZONE):
        for before, after in pairwise(noons):
            if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
                for day in {day_there(before, zone), day_there(after, zone)}:
                    assert_last(day, zone)
