"""What the simulated program published of itself: editions of its last fifteen months, and the register of reasons;
and the scorecards of those who report to it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from apps.core import clock
from apps.events.services import drain
from apps.measures.periods import PeriodKind
from apps.measures.reasons.services import register_release
from apps.measures.services import edition_release, releases_plan
from apps.measures.subscriptions import subscription_ask, subscription_confirm, token_to_confirm
from apps.partners.scorecards.services import scorecards_count
from config.simulation.numbers.trade import ProcessBeside

SCORED_MONTHS = 12
# Two readers of the figures, who have no account, with their languages.
READERS = (("reader@paper.example", "en"), ("lectora@diario.example", "es"))
RELEASED = timedelta(days=460)
# A fiscal year and the days until its release: before, the program has no whole year to tell of.
FIRST_RELEASE = timedelta(days=365 + 90)


def editions_release(*, start: date, beside: ProcessBeside) -> None:
    """Plan the calendar, and release what it announced for the past, each edition at its own moment.

    A program that is too short for a whole fiscal year plans the releases to come, and has no editions.
    """
    now = clock.now()
    since = min(now, max(now - RELEASED, clock.start_of(start) + FIRST_RELEASE))
    past = [release for release in releases_plan(since=since) if release.due_at <= now]
    # No edition depends on one of another kind of period.
    for release in past[:-1]:
        if release.kind == PeriodKind.YEAR:
            beside.begin(_release, release.pk, at=release.due_at)
    for release in past[:-1]:
        if release.kind != PeriodKind.YEAR:
            with clock.at(release.due_at):
                _release(release.pk)
    beside.wait()
    for release in past[-1:]:
        readers_subscribe(day=release.due_at - timedelta(days=1))
        with clock.at(release.due_at):
            _release(release.pk)


def _release(release_id: int) -> None:
    edition_release(release_id=release_id)
    # The mails to the readers leave on the day of the release.
    drain()


def readers_subscribe(*, day: datetime) -> None:
    """Let the readers of the program ask for mail about new figures on a day, and confirm their addresses."""
    with clock.at(day):
        for email, language in READERS:
            subscription_id = subscription_ask(email=email, language=language)
            drain()
            subscription_confirm(token=token_to_confirm(subscription_id))


def register_fill(*, start: date) -> None:
    """Put what was decided into the register of reasons, each month at its own moment."""
    for _month in _months(clock.add_months(clock.month_of(start), 1)):
        register_release()


def scorecards_fill(*, start: date) -> None:
    """Count the scorecards of the last months of the program, each in the middle of the month after."""
    first = max(clock.month_of(start), clock.add_months(clock.month_of(clock.today()), -SCORED_MONTHS - 1))
    for _month in _months(clock.add_months(first, 2), after=timedelta(days=14)):
        scorecards_count()


def _months(month: date, after: timedelta = timedelta(0)) -> Iterator[date]:
    """Yield the months from one on, at the moment some days after each has begun, until now."""
    while clock.start_of(month + after) <= clock.now():
        with clock.at(clock.start_of(month + after)):
            yield month
        month = clock.add_months(month, 1)
