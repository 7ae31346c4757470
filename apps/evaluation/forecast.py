"""The answers of the rules on the days to come, if nothing new is recorded."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from apps.evaluation.finding import earliest
from apps.evaluation.record import RecordFacts
from apps.evaluation.rules import RulesAnswer, judge
from apps.policy.terms import Terms, TermsAhead


class FutureAnswer(NamedTuple):
    """The answer of the rules on a day to come, under the terms that are in force then."""

    day: date
    terms: Terms
    answer: RulesAnswer


def answers_ahead(facts: RecordFacts, terms: TermsAhead, *, today: date) -> Iterator[FutureAnswer]:
    """Yield the answer on today, and on each later day on which an answer may change, in order of time.

    Each answer holds until the day of the next, and the last one for good: months leave every window in the end.
    """
    day: date | None = today
    while day is not None:
        numbers = terms.on(day)
        answer = judge(facts.on(day), numbers)
        yield FutureAnswer(day, numbers, answer)
        day = earliest([answer.quiet_until, terms.after(day)])


def end_of_keeping(facts: RecordFacts, terms: TermsAhead, *, today: date, tier: int) -> date | None:
    """Return the first day, today or later, on which the record no longer keeps a tier; None if it always does."""
    outlooks = answers_ahead(facts, terms, today=today)
    return next((outlook.day for outlook in outlooks if outlook.answer.keep < tier), None)
