"""Working days: Monday to Friday without the holidays of the federal government.

The holidays are those of 5 U.S.C. 6103, with the days on which they are observed, as the `holidays` library has them.
Working days serve targets inside the program. What is promised or owed outside is counted in calendar days.
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _federal_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")


def is_workday(day: date) -> bool:
    return _federal_holidays().is_working_day(day)


def add_workdays(day: date, count: int) -> date:
    """Return the working day that is the `count`th after a day, which itself does not count; the day itself for 0."""
    return _federal_holidays().get_nth_working_day(day, count) if count else day


def workdays_between(since: date, until: date) -> int:
    """Count the working days after the first of two days, up to and with the second; 0 if the second is not later."""
    return _federal_holidays().get_working_days_count(since + timedelta(days=1), until) if until > since else 0
