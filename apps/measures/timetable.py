"""The moments at which figures are released: some days after a period, at nine in the morning in New York. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from apps.core import clock
from apps.measures.periods import Period, PeriodKind, period_of

# The days from the end of a period to its first edition and to its revision, when late facts have come in. Violations
# take longer to decide than parcels to report, so a year waits longer than a quarter.
DAYS = {PeriodKind.QUARTER: (45, 225), PeriodKind.YEAR: (90, 455)}
HOUR = time(9)


class AnnouncedRelease(NamedTuple):
    """A release as the rule says: edition `number` of a period, at a moment."""

    period: Period
    number: int
    due_at: datetime


def releases_between(begin: datetime, end: datetime) -> Iterator[AnnouncedRelease]:
    """Yield the releases after a moment and up to another, by period."""
    for kind, days in DAYS.items():
        period = period_of(clock.day_of(begin) - timedelta(days=max(days)), kind)
        while period.ends_before <= end:
            for number, count in enumerate(days, start=1):
                due_at = datetime.combine(period.after + timedelta(days=count), HOUR, clock.PROGRAM_ZONE)
                if begin < due_at <= end:
                    yield AnnouncedRelease(period, number, due_at)
            period = period.next


def known_at(due_at: datetime) -> datetime:
    """Return the moment until which recorded facts count for a release: the beginning of its day.

    Whatever was recorded by then has been committed long before nine.
    """
    return clock.start_of(clock.day_of(due_at))
