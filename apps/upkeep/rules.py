"""The days on which an annual review is due, and on which the member is reminded of it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from apps.core import clock
from apps.policy.terms import Caps

# A member can do the review from this many days before the due day on, when the first reminder is sent.
EARLY_DAYS = 60


class ReviewState(StrEnum):
    """The state of an annual review.

    From the due day on, the member enters no higher tier; once the review is overdue, the member does not keep its tier
    either.
    """

    NOT_YET = "not_yet"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The day on which a member's annual review is due. `since`: the day of the last review, or of the enrollment."""

    since: date
    due: date
    overdue: date
    caps: Caps

    @property
    def state(self) -> ReviewState:
        """Return the state of the review today."""
        today = clock.today()
        if today >= self.overdue:
            return ReviewState.OVERDUE
        if today >= self.due:
            return ReviewState.DUE
        return ReviewState.SOON if clock.add_days(today, EARLY_DAYS) >= self.due else ReviewState.NOT_YET

    @property
    def is_due(self) -> bool:
        """Say whether the day of the review is over."""
        return self.state in (ReviewState.DUE, ReviewState.OVERDUE)

    @property
    def can_be_done(self) -> bool:
        """Say whether the member can do the review today."""
        return self.state != ReviewState.NOT_YET


class ReminderStep(StrEnum):
    """The steps at which a member is reminded."""

    SIXTY = "60_days"
    THIRTY = "30_days"
    SEVEN = "7_days"
    DUE = "due"
    OVERDUE = "overdue"


# The work item of an overdue review opens again this long after a follow-up. A program decision.
FOLLOW_UP_INTERVAL = timedelta(days=30)
REMINDER_DAYS = {ReminderStep.SIXTY: 60, ReminderStep.THIRTY: 30, ReminderStep.SEVEN: 7, ReminderStep.DUE: 0}


def step_reached(due: ReviewDue, today: date) -> ReminderStep | None:
    """Return the last step that has been reached; None before the first."""
    if today >= due.overdue:
        return ReminderStep.OVERDUE
    reached = [step for step, days in REMINDER_DAYS.items() if clock.add_days(today, days) >= due.due]
    return reached[-1] if reached else None
