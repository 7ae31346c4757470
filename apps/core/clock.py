"""The clock of the program. Every part of the program asks this clock; a day of the program is a day in New York."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PROGRAM_ZONE = ZoneInfo("America/New_York")
MONTHS_A_YEAR = 12

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """Return the present moment, or the moment at which the clock was set."""
    return _set_to.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the clock to an aware moment inside the `with` block: tests and the simulation move through time by this."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> date:
    """Return the present day of the program."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the day of the program in which an aware moment falls."""
    return moment.astimezone(PROGRAM_ZONE).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day of the program."""
    return datetime.combine(day, time.min, PROGRAM_ZONE)


def end_of(day: date) -> datetime:
    """Return the last moment of a day of the program."""
    return datetime.combine(day, time.max, PROGRAM_ZONE)


def month_of(day: date) -> date:
    """Return the first day of the calendar month of a day. The program keeps every month as its first day."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Return the first day of the month that is `count` calendar months after `month` (before, if negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def add_days(day: date, count: int) -> date:
    """Return the day that is `count` days after a day."""
    return day + timedelta(days=count)


def anniversary(day: date, months: int) -> date:
    """Return the same day of the month some months later, or the last day of that month if it is shorter.

    Months are promised forward, from the day on which something happened: people are told this day. Who looks back from
    a day asks `first_within`: six months after 30 and 31 May are both 30 November, so this function has no inverse.
    """
    if months < 0:
        raise ValueError("Months count forward. Use first_within to look back.")
    index = day.year * 12 + day.month - 1 + months
    try:
        return date(index // 12, index % 12 + 1, day.day)
    except ValueError:
        return add_days(add_months(day, months + 1), -1)


def first_within(day: date, months: int) -> date:
    """Return the first day from which some months were not over before a day: the first whose `anniversary` is this day
    or a later one.
    """
    month = add_months(day, -months)
    after = add_months(month, 1)
    return min(add_days(month, day.day - 1), after)
