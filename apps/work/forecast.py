"""A forecast of the backlog with a number of officers, by a simple model that anybody can repeat.

In a coming week as much work comes as came in the weeks before, for each working day; and each officer decides as much
as officers decided in the weeks before, on each day at work. The backlog after a week is the backlog before, and what
came, less what was decided; it is never less than nothing.

The weeks before differ from one another. The range within which the backlog lies in eight of ten cases, if the coming
weeks differ as much and independently of each other, is the sum of these differences, and of the error that a mean of
so few weeks has: `sd * sqrt(h + h^2 / n)` after `h` weeks, from `n` weeks before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

# With fewer weeks in which something was decided, or fewer decisions, there is no forecast. A program decision.
MIN_WEEKS, MIN_DECISIONS = 4, 20
HORIZON = 12
# Eight of ten values of a normal distribution lie within so many standard deviations of the mean.
EIGHT_OF_TEN = 1.2816


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """A week as it was: the work that came for staff, what staff decided, the days at work of all officers together,
    and the working days.
    """

    came: int
    decided: int
    officer_days: int
    workdays: int


@dataclass(frozen=True, slots=True)
class WorkPace:
    """The averages of the weeks before: the work that comes on a working day, the work that an officer decides on a day
    at work, and the officers at work on a working day. The variances say how much a week differs: in the work that
    comes in a week, and in the work that is decided in a week on one day at work. `weeks` is their number.
    """

    came: float
    decided: float
    officers: float
    came_variance: float
    decided_variance: float
    weeks: int


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """The backlog at the end of a coming week, and the range within which it lies in eight of ten cases."""

    workdays: int
    backlog: float
    low: float
    high: float


def pace_of(weeks: Sequence[WeekBefore]) -> WorkPace | None:
    """Return the pace of some weeks; None where too little was decided for a forecast."""
    decided, days = sum(week.decided for week in weeks), sum(week.officer_days for week in weeks)
    workdays = sum(week.workdays for week in weeks)
    if decided < MIN_DECISIONS or sum(week.decided > 0 for week in weeks) < MIN_WEEKS or not (days and workdays):
        return None
    came, rate = sum(week.came for week in weeks) / workdays, decided / days
    spare = len(weeks) - 1
    decided_variance = sum((week.decided - rate * week.officer_days) ** 2 for week in weeks) / spare
    return WorkPace(
        came=came,
        decided=rate,
        officers=days / workdays,
        came_variance=sum((week.came - came * week.workdays) ** 2 for week in weeks) / spare,
        decided_variance=decided_variance * len(weeks) / days,
        weeks=len(weeks),
    )


def forecast(pace: WorkPace, *, backlog: int, officers: int, workdays: Sequence[int]) -> list[WeekAhead]:
    """Return the backlog at the end of each coming week. `workdays` are the working days of each."""
    ahead: list[WeekAhead] = []
    waiting, variance = float(backlog), 0.0
    for number, days in enumerate(workdays, start=1):
        waiting = max(0.0, waiting + days * (pace.came - officers * pace.decided))
        variance += pace.came_variance + pace.decided_variance * officers * days
        # The mean of `weeks` weeks is wrong by the same amount in every week ahead.
        spread = EIGHT_OF_TEN * sqrt(variance * (1 + number / pace.weeks))
        ahead.append(WeekAhead(days, waiting, max(0.0, waiting - spread), waiting + spread))
    return ahead


def officers_to_hold(pace: WorkPace) -> int:
    """Return how many officers at work on each working day keep the backlog from growing."""
    return max(0, ceil(pace.came / pace.decided))


def officers_to_clear(pace: WorkPace, *, backlog: int, workdays: int) -> int:
    """Return how many officers at work on each working day decide what comes and the backlog in so many days."""
    return max(0, ceil((pace.came + backlog / workdays) / pace.decided)) if workdays else 0
