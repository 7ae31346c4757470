"""Deadlines of businesses: calendar days in the time zone of the business, ending with a working day.

A deadline is the last moment of the last day. If this day is a Saturday, a Sunday or a holiday of the federal
government, the deadline moves to the end of the next working day: the program follows Rule 6(a)(1)(C) of the Federal
Rules of Civil Procedure. Days are calendar days, so daylight-saving time makes no deadline longer or shorter.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.core import clock
from apps.core.workdays import is_workday

# The time of day at which reminders are sent, in the time zone of the reader.
MORNING = time(9)

SECONDS_OF_DAY = 24 * 60 * 60


def deadline(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the last moment of a limit of calendar days that begins at an aware moment.

    The day of `start` does not count.
    """
    return end_of_day(next_workday(day_there(start, zone) + timedelta(days=days)), zone)


def morning_before(limit: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the morning of the day that is `days` days before the last day of a limit; 0 is the last day itself."""
    return datetime.combine(day_there(limit, zone) - timedelta(days=days), MORNING, zone)


def mornings_before(limit: datetime, days: Mapping[str, int], zone: ZoneInfo) -> dict[str, datetime]:
    """Return by step the mornings of reminders that are still to come, each some `days` before a limit."""
    mornings = {step: morning_before(limit, count, zone) for step, count in days.items()}
    return {step: morning for step, morning in mornings.items() if morning > clock.now()}


def day_there(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an aware moment in a time zone."""
    return moment.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a day in a time zone, in UTC. A day that the zone skips ends with the day after it.

    UTC, because two moments of one zone are compared by their wall clocks, which show some hours twice.
    """
    # Where clocks are set back at midnight, the last hour of a day comes twice: `fold` asks for the second.
    last = datetime.combine(day, time.max, zone).replace(fold=1).astimezone(UTC)
    shown = last.astimezone(zone)
    if shown.date() < day:
        return end_of_day(day + timedelta(days=1), zone)
    if shown.time() == time.max:
        return last
    # Clocks are set forward over midnight, so the day ends earlier: with the second before its calendar day changes.
    passed = bisect_left(range(SECONDS_OF_DAY), True, key=lambda n: day_there(last + timedelta(seconds=n), zone) > day)
    return last + timedelta(seconds=passed - 1)


def next_workday(day: date) -> date:
    """Return the day itself if it is a working day, else the first working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
