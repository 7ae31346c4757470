"""The busiest hour of the design's day, for the whole program: how often which request comes, and from whom.

The design names 4,000,000 parcels a day and 1,500,000 members. The rest is assumed, and stands here alone: each parcel
is asked about once, most of them by the hundred; a member opens eight pages once a month; a hundred officers open 300
pages a day. Programs work around the clock and have a twelfth of their day in its busiest hour, people an eighth.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

PROGRAMS, PEOPLE = 1 / 12, 1 / 8
HOUR = 3600
PARCELS_IN_BATCH = 200
NUMBERS_IN_CHECK = 100


@dataclass(frozen=True, slots=True)
class Traffic:
    """The requests of a kind: how many in the design's day, and the part of them that its busiest hour has."""

    name: str
    a_day: int
    busiest: float

    @property
    def a_second(self) -> float:
        """Return how many come in a second of the busiest hour."""
        return self.a_day * self.busiest / HOUR


DAY = (
    # 3,800,000 parcels of carriers, brokers and marketplaces, and 200,000 that come by ones and twos.
    Traffic("batches of 200 parcels", 19_000, PROGRAMS),
    Traffic("reports of 1 or 2", 133_000, PROGRAMS),
    Traffic("status of one number", 400_000, PROGRAMS),
    Traffic("status of 100 numbers", 36_000, PROGRAMS),
    # Fifty partners look twice a minute, and others wait for news.
    Traffic("feed", 144_000, PROGRAMS),
    Traffic("feed, waiting", 72_000, PROGRAMS),
    # A change of standing for each member some five times a year.
    Traffic("webhooks asked for", 20_000, PROGRAMS),
    Traffic("tokens", 12_000, PROGRAMS),
    Traffic("sellers' pages", 400_000, PEOPLE),
    Traffic("sellers' sign-ins", 50_000, PEOPLE),
    Traffic("officers' pages", 30_000, PEOPLE),
    Traffic("public pages", 100_000, PEOPLE),
)


def arrivals(seed: int, *, level: float, seconds: float) -> Iterator[tuple[float, str]]:
    """Yield the moments at which requests come, and their kinds, in order: each comes without regard to the others."""
    dice = random.Random(f"{seed}:{level}")
    kinds, weights = [traffic.name for traffic in DAY], [traffic.a_second for traffic in DAY]
    at = dice.expovariate(level * sum(weights))
    while at < seconds:
        yield at, dice.choices(kinds, weights)[0]
        at += dice.expovariate(level * sum(weights))
