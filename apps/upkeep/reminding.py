"""When a member is reminded of its annual review."""

from datetime import date, timedelta
from enum import StrEnum

from apps.core import clock
from apps.upkeep.selectors import ReviewDue


class Step(StrEnum):
    SIXTY = "60_days"
    THIRTY = "30_days"
    SEVEN = "7_days"
    DUE = "due"
    OVERDUE = "overdue"


# An overdue review that was followed up waits again after this time, if it is still not done. A program decision.
AGAIN = timedelta(days=30)
BEFORE = {Step.SIXTY: 60, Step.THIRTY: 30, Step.SEVEN: 7, Step.DUE: 0}


def step_reached(due: ReviewDue, today: date) -> Step | None:
    """The last step that has been reached; None before the first."""
    if today >= due.overdue:
        return Step.OVERDUE
    reached = [step for step, days in BEFORE.items() if clock.add_days(today, days) >= due.due]
    return reached[-1] if reached else None
