"""The whole simulated program, lived through day by day with the clock set to each."""

import gc
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from apps.benefits.services import breach_items_update, months_measure
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.prepared_statements import statements_prepared
from apps.evaluation.services import evaluate_due
from apps.events import services as events
from apps.events import timers
from apps.shippers.models import Shipper
from apps.shippers.relations import clusters_refresh
from apps.upkeep.services import overdue_reviews_update
from apps.validations.services import visit_work_update
from config.simulation.members import Member
from config.simulation.numbers import careers, happenings, sellers
from config.simulation.numbers.careers import ENROLLING
from config.simulation.numbers.outcomes import Outcome, outcomes_by_behaviour
from config.simulation.numbers.reports import declared_months_count, period_record
from config.simulation.people.acts import DayStep
from config.simulation.people.answers import allegations_settle, answers_decide
from config.simulation.people.applications import staff_of_simulation, step_take
from config.simulation.people.background import histories_link_late
from config.simulation.people.cast import Cast
from config.simulation.people.editions import editions_release, register_fill, scorecards_fill
from config.simulation.people.episodes import record, story_steps
from config.simulation.people.hearings import calls_make, proposals_hear, sources_ask
from config.simulation.people.last_day import colleagues_work, exam_requests_make, match_dismiss_first, ring_tie

DAWN, MORNING, NOON, EVENING = time(8), time(9), time(12), time(20)
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Summary:
    """The size of a simulated program: sellers drawn, sellers that are members now, facts reported; and its outcomes,
    by behaviour.
    """

    sellers: int
    members: int
    facts: int
    outcomes: list[Outcome]


@transaction.atomic
def program_simulate(
    *, shippers: int, days: int, seed: int, report: Callable[[int, int], None] = lambda done, total: None
) -> Summary:
    """Simulate a program that ends today, all of it or nothing. `report` is told how many days are done, of how many.

    Raises Conflict unless the database holds no business yet.
    """
    if Shipper.objects.exists():
        raise Conflict(
            _("There are businesses in this database already. Simulate into an empty one."), code="not_empty"
        )
    with statements_prepared(), _collections_rare():
        return _program_live_through(shippers=shippers, days=days, seed=seed, report=report)


@contextmanager
def _collections_rare() -> Iterator[None]:
    """Let Python look for unreachable cycles of objects rarely: the simulation makes many objects, and few cycles."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _program_live_through(*, shippers: int, days: int, seed: int, report: Callable[[int, int], None]) -> Summary:
    start = clock.today() - timedelta(days=days - 1)
    drawn = sellers.draw(shippers=shippers, days=days, seed=seed)
    members = {seller.number: Member(seller) for seller in drawn}
    staff = staff_of_simulation()
    to_come = deque(sorted(step for seller in drawn for step in careers.steps(seller, days=days, seed=seed)))
    cast = Cast(list(members.values()), staff)
    stories = deque(sorted(story_steps(days=days, cast=cast), key=attrgetter("day")))
    facts = 0
    for period in happenings.periods(drawn, days=days, seed=seed, end=clock.today()):
        while to_come and to_come[0].day <= period.last:
            step = to_come.popleft()
            _stories_tell(stories, cast, until=step.day, start=start)
            with clock.at(_moment(start + timedelta(days=step.day), NOON)):
                step_take(member=members[step.number], action=step.action, cast=cast)
                if step.action in ENROLLING:
                    events.drain()
        _stories_tell(stories, cast, until=period.last, start=start)
        with clock.at(_moment(start + timedelta(days=period.last), EVENING)):
            facts += period_record(period=period, members=members)
            histories_link_late(
                shippers={each.seller.slug: each.shipper_id for each in members.values() if each.enrolled},
                officer=staff.officer,
            )
            declared_months_count(members=members.values(), today=clock.today())
            _settle()
            calls_make()
            answers_decide(staff=staff, besides=cast.playing)
            allegations_settle(staff=staff, besides=cast.playing)
            proposals_hear(members=members.values(), staff=staff, besides=cast.playing)
            _sources_ask(cast)
            _settle()
        report(period.last + 1, days)
    # The stories are told, so that what their members said is decided as well.
    answers_decide(staff=staff)
    allegations_settle(staff=staff)
    visit_work_update()
    exam_requests_make(cast)
    match_dismiss_first(cast)
    ring_tie()
    clusters_refresh()
    scorecards_fill(start=start)
    _settle()
    overdue_reviews_update()
    months_measure()
    breach_items_update()
    editions_release(start=start)
    register_fill(start=start)
    colleagues_work(staff)
    return Summary(
        sellers=len(drawn),
        members=sum(member.enrolled is not None for member in members.values()),
        facts=facts,
        outcomes=outcomes_by_behaviour(members.values(), start=start, end=clock.today()),
    )


def _stories_tell(steps: deque[DayStep], cast: Cast, *, until: int, start: date) -> None:
    """Take the steps of days up to one, each on its own day: the clock of the program never goes back."""
    while steps and steps[0].day <= until:
        day = steps[0].day
        # An hour before: of an evaluation and a policy of the same moment nobody could tell which came first.
        with clock.at(_moment(start + timedelta(days=day), DAWN)):
            _settle()
        with clock.at(_moment(start + timedelta(days=day), MORNING)):
            while steps and steps[0].day == day:
                steps.popleft().take()
                _settle()
            _sources_ask(cast)


def _sources_ask(cast: Cast) -> None:
    """Ask the sources of disputed violations, but those that say nothing in their time, once a member plays that."""
    silent = cast.roles.get(record.RECORD.name)
    sources_ask(staff=cast.staff, besides=cast.playing, silent=silent.shipper_id if silent else None)


def _settle() -> None:
    """Do what the workers would do before anybody looks."""
    timers.fire()
    events.drain()
    if evaluate_due(limit=ALL):
        events.drain()


def _moment(day: date, hour: time) -> datetime:
    """Return the moment of an hour on a day of the program; never later than now."""
    return min(datetime.combine(day, hour, clock.PROGRAM_ZONE), clock.now())
