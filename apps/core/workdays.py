"""Working days: Monday to Friday without the holidays of the federal government.

The `holidays` library has the holidays of 5 U.S.C. 6103 and the days on which they are observed. Targets inside the
program are counted in working days. Everything that is promised to a business, or owed by one, is counted in calendar
days.
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _federal_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")


def is_workday(day: date) -> bool:
    """Tell whether a day is a working day."""
    return _federal_holidays().is_working_day(day)


def add_workdays(day: date, count: int) -> date:
    """Return the working day that is the `count`th after a day, which itself does not count; the day itself for 0."""
    return _federal_holidays().get_nth_working_day(day, count) if count else day


def workdays_between(since: date, until: date) -> int:
    """Count the working days after the first of two days, up to and with the second; 0 if the second is not later."""
    return _federal_holidays().get_working_days_count(since + timedelta(days=1), until) if until > since else 0
