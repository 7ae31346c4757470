"""The draw of a granted exam request: the chance with which each parcel is opened. Pure."""

from datetime import date
from math import ceil

# With the chance that opens just as many parcels as were granted on average, half of all requests would end short. This
# many times that chance fills a request for 10 parcels in 93 of 100 cases (the arrivals being Poisson); the draw stops
# when all were opened. A program decision.
MARGIN = 1.5
# The whole calendar months whose parcels say how many are to be expected.
MONTHS_LOOKED_AT = 3
DAYS_A_MONTH = 30.4


def chance_of_each(exams: int, *, monthly: float, first_day: date, until: date) -> float:
    """Return the probability with which each parcel of a period is opened, in thousandths, rounded up.

    `monthly` is the number of parcels that the member sends in a month. If too few parcels are expected for a draw,
    each parcel is opened.
    """
    expected = monthly * ((until - first_day).days + 1) / DAYS_A_MONTH
    wanted = exams * MARGIN
    return 1.0 if expected <= wanted else ceil(wanted / expected * 1000) / 1000
