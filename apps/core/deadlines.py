"""By when somebody outside must have done something: days counted where they are, ending with a working day.

A limit of so many days ends with the last moment of the last day, in the time zone of the business. Where that day is a
Saturday, a Sunday or a holiday of the federal government, it ends with the next working day, as Rule 6(a)(1)(C) of the
Federal Rules of Civil Procedure counts: a program decision to follow it. Days are days of the calendar there, so that
neither daylight-saving time nor a leap day makes one longer or shorter.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.core.workdays import is_workday

# When reminders reach people: in the morning, where they are.
MORNING = time(9)


def deadline(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last moment of the limit that begins at an aware moment. The day on which it begins does not count."""
    return end_of_day(next_workday(day_there(start, zone) + timedelta(days=days)), zone)


def morning_before(limit: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The morning of the day so many days before that of a limit; 0 is the last day itself."""
    return datetime.combine(day_there(limit, zone) - timedelta(days=days), MORNING, zone)


def day_there(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.max, zone)


def next_workday(day: date) -> date:
    """The day itself, if it is a working day."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
