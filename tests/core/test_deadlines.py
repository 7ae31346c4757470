"""Deadlines are whole calendar days in the time zone of the business, and end with a working day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.deadlines import day_there, deadline, morning_before, next_workday
from apps.core.workdays import is_workday

NEW_YORK, SHANGHAI, BERLIN = (ZoneInfo(name) for name in ("America/New_York", "Asia/Shanghai", "Europe/Berlin"))
ZONES = st.sampled_from([NEW_YORK, SHANGHAI, BERLIN, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Los_Angeles")])
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
