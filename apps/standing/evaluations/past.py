"""The past of a member: the standing that it had on a day, and the answers of the rules on the day."""

from dataclasses import dataclass
from datetime import date, datetime

from apps.core import clock
from apps.evaluation.past import PastAnswers, past_answers
from apps.standing.members.models import Change
from apps.standing.members.selectors import change_in_force


@dataclass(frozen=True, slots=True)
class PastStanding:
    """The standing of a member at the end of a day and the answers of the rules on the day, by what was known at two
    times.

    A standing is never computed anew: `held_then` and `held_now` are the change that had set the standing. They differ
    where the earlier time lies before the end of the day. None: the member was not enrolled yet.
    """

    held_then: Change | None
    held_now: Change | None
    answers: PastAnswers


def past_of(shipper_id: int, *, as_of: date, known_at: datetime, until: datetime) -> PastStanding:
    """Return the past of a member on a day, by what was known at `known_at` and at `until`.

    Raises NotFound for a day before the first policy.
    """
    answers = past_answers(shipper_id, as_of=as_of, known_at=known_at, until=until)
    end = clock.end_of(as_of)
    then = min(end, known_at)
    held_now = change_in_force(shipper_id, min(end, until))
    is_later = held_now is not None and held_now.at > then
    held_then = change_in_force(shipper_id, then) if is_later else held_now
    return PastStanding(held_then, held_now, answers)


def known_at_end_of(day: date) -> datetime:
    """Return the time at which all of a day was known: the end of the day, or the present time of today."""
    return min(clock.end_of(day), clock.now())
