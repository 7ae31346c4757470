"""The days of the record: the first, and the end of each."""

from datetime import date, datetime, timedelta

from django.db.models import Min

from apps.core import clock
from apps.ledger.models import Recording

# The clocks of several machines differ by less, and a writer whose clock is behind finds the day closed.
GRACE = timedelta(minutes=10)


def day_ends(day: date) -> datetime:
    """Return the moment from which a day may be closed: soon after its last moment."""
    return clock.start_of(clock.add_days(day, 1)) + GRACE


def recorded_since() -> date | None:
    """Return the first day in which a recording began, or None before the first: no entry bears an earlier time."""
    began = Recording.objects.aggregate(at=Min("started_at"))["at"]
    return began and clock.day_of(began)
