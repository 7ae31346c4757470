"""The costly faults of a long trial, each at its time: the primary lost for good, and the clock moved.

The clock goes from one odd moment of the calendar to the next, and the program lives through each of them under faults.
"""

import random
from datetime import datetime, timedelta

from apps.core.clock import PROGRAM_ZONE
from tests.chaos.faults import Fault
from tests.chaos.site import FAKETIME, Site
from tests.chaos.standby import Standby
from tests.chaos.world import sessions_prolong

PROMOTION_SECONDS = 60
# The last seconds, in New York, of years, of months, of 29 February, and before both changes of summer time.
ODD_MOMENTS = [
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2027, 1, 31, 23, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2027, 2, 28, 23, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2027, 3, 14, 1, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2027, 4, 30, 23, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2027, 11, 7, 1, 59, 59, tzinfo=PROGRAM_ZONE),
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=PROGRAM_ZONE),
]
BEFORE = timedelta(seconds=15)


def plan_make(site: Site, standby: Standby, *, seconds: float) -> list[tuple[float, Fault]]:
    """Return the planned faults, each with the seconds after which it comes."""
    lost = Fault("PostgreSQL lost for good", 0, lambda _site, _dice: standby.take_over(), strikes_work=True)
    planned = [(time * PROMOTION_SECONDS, lost) for time in range(1, int(seconds // PROMOTION_SECONDS))]
    moments = [moment for moment in ODD_MOMENTS if moment > site.now()] if FAKETIME else []
    step = seconds / (len(moments) + 1)
    planned += [(step * place, _move(moment)) for place, moment in enumerate(moments, start=1)]
    return sorted(planned, key=lambda each: each[0])


def _move(moment: datetime) -> Fault:
    def act(site: Site, dice: random.Random) -> int:
        sessions_prolong(site)
        site.clock_move(moment - BEFORE)
        return 1

    return Fault(f"clock moved to {moment:%-d %B %Y, %H:%M}", 0, act)
