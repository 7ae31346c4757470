"""The one clock. Days of the program are days in New York (design, section 4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PROGRAM_ZONE = ZoneInfo("America/New_York")

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    return _set_to.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment meanwhile: a simulated program lives through its past, day by day."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> date:
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The program's day in which an aware moment falls."""
    return moment.astimezone(PROGRAM_ZONE).date()


def end_of(day: date) -> datetime:
    """The last moment of a day of the program."""
    return datetime.combine(day, time.max, PROGRAM_ZONE)


def month_of(day: date) -> date:
    """The first day of that day's calendar month; months are kept as such days everywhere."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` calendar months after (or, negative, before) the month of `month`."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def add_days(day: date, count: int) -> date:
    return day + timedelta(days=count)
