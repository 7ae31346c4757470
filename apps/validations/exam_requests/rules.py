"""The draw of a granted exam request: the chance that the request adds to that of each parcel. Pure."""

from datetime import date

from apps.core.clock import add_days, anniversary

DAYS_A_YEAR = 365.25


def last_day_of(first_day: date, months: int) -> date:
    """Return the last day of a grant, so many months after the first."""
    return add_days(anniversary(first_day, months), -1)


def added_chance(exams: int, *, yearly: float, first_day: date, until: date) -> float:
    """Return the chance that a request adds to each parcel of a period, so that just as many exams as were granted are
    to be expected; at most 1.

    `yearly` is the number of parcels that the member is expected to send in a year. As long as no parcels are known,
    nothing is added.
    """
    expected = yearly * ((until - first_day).days + 1) / DAYS_A_YEAR
    return min(1.0, exams / expected) if expected else 0.0
