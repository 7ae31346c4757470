"""Working days: Monday to Friday without the holidays of the federal government.

The holidays are those of 5 U.S.C. 6103, with the days on which they are observed, as the `holidays` library has them.
Working days serve targets inside the program. What is promised or owed outside is counted in calendar days.
"""

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def _federal_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")


def is_workday(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _federal_holidays()


def add_workdays(day: date, count: int) -> date:
    """The working day that is the `count`th after a day, which itself does not count; the day itself for 0."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return day


def workdays_between(since: date, until: date) -> int:
    """How many working days there are after the first of two days, up to and with the second; 0 if it is not later."""
    return sum(is_workday(since + timedelta(days=count)) for count in range(1, (until - since).days + 1))
