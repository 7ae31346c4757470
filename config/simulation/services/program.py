"""The whole simulated program, lived through day by day with the clock set to each."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from operator import attrgetter

from django.utils.translation import gettext as _

from apps.benefits.services import breach_items_update, months_measure
from apps.core import clock
from apps.core.errors import Conflict
from apps.events import services as events
from apps.shippers.models import Shipper
from apps.shippers.relations import clusters_refresh
from apps.upkeep.services import overdue_reviews_update
from apps.validations.services import visit_work_update
from config.simulation.members import Member
from config.simulation.numbers import careers, happenings, sellers
from config.simulation.numbers.careers import ENROLLING
from config.simulation.numbers.enrolments import promised_by_risk
from config.simulation.numbers.outcomes import Outcome, outcomes_by_behaviour
from config.simulation.numbers.reports import agencies_record, carriers_record, declared_months_count
from config.simulation.numbers.sellers import Size
from config.simulation.numbers.trade import (
    TRADE_DAYS,
    ProcessBeside,
    process_beside,
    trade_begin,
    trade_close,
    trade_go_on,
)
from config.simulation.people.answers import allegations_settle, answers_decide
from config.simulation.people.applications import staff_of_simulation, step_take
from config.simulation.people.background import histories_link_late
from config.simulation.people.cast import Cast
from config.simulation.people.editions import editions_release, register_fill, scorecards_fill
from config.simulation.people.episodes import MIN_DAYS, record, story_steps
from config.simulation.people.hearings import calls_make, letters_post, proposals_hear, sources_ask
from config.simulation.people.last_day import (
    colleagues_work,
    exam_requests_make,
    match_dismiss_first,
    ring_tie,
    visits_plan,
)
from config.simulation.people.ports import models_train, parcels_declare, ports_open
from config.simulation.session import rows_count, settle, simulating

DAWN, MORNING, NOON, EVENING = time(8), time(9), time(12), time(20)


def program_simulate(
    *, size: Size, days: int, seed: int, report: Callable[[int, int], None] = lambda done, total: None
) -> "Program":
    """Simulate a program that ends today, and return it. `report` is told how many days are done, of how many.

    Each act is committed for itself, as in a program that runs: whoever stops a simulation begins in an empty database
    anew. Raises Conflict unless the database holds no business yet.
    """
    if Shipper.objects.exists():
        raise Conflict(
            _("There are businesses in this database already. Simulate into an empty one."), code="not_empty"
        )
    with process_beside() as beside:
        program = Program(size, days, seed, beside)
        program.live(report)
        program.conclude()
    return program


@dataclass
class Program:
    """A program that ends today, with the sellers that apply on the site, and its staff. Those that are enrolled live
    in the process beside.
    """

    size: Size
    days: int
    seed: int
    beside: ProcessBeside
    now: datetime = field(default_factory=clock.now)
    facts: int = 0

    def __post_init__(self) -> None:
        self.end = clock.day_of(self.now)
        self.start = self.end - timedelta(days=self.days - 1)
        self.reported = deque(last for _first, last in happenings.days_of_periods(self.days, TRADE_DAYS))
        self.beside.begin(trade_begin, self.size, self.days, self.seed, self.end)
        self.beside.begin(trade_go_on, at=self._moment(self.reported[0], EVENING))
        drawn = sellers.draw(shippers=self.size.applying, days=self.days, seed=self.seed)
        self.members = {seller.number: Member(seller) for seller in drawn}
        self.by_risk: dict[int, float] = {}
        self.periods = happenings.periods(
            drawn, days=self.days, seed=self.seed, end=self.end, by_risk=lambda: self.by_risk
        )
        self.staff = staff_of_simulation()
        self.cast = Cast(list(self.members.values()), self.staff)
        steps = (step for seller in drawn for step in careers.steps(seller, days=self.days, seed=self.seed))
        self.to_come = deque(sorted(steps))
        self.stories = deque(sorted(story_steps(days=self.days, cast=self.cast), key=attrgetter("day")))

    def live(self, report: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Live through the days of the program, period by period."""
        with simulating():
            for _first, last in happenings.days_of_periods(self.days, happenings.PERIOD_DAYS):
                self._careers_go_on(until=last)
                self._stories_tell(until=last)
                evening = self._moment(last, EVENING)
                with clock.at(evening):
                    self._evening(evening, closes=last == self.reported[0])
                report(last + 1, self.days)

    def conclude(self) -> None:
        """Do what the last day asks for, and publish what the program tells of itself."""
        self.beside.begin(rows_count)
        self.beside.begin(ports_open, at=self.now)
        with simulating():
            # The stories are told, so that what their members said is decided as well.
            answers_decide(staff=self.staff)
            allegations_settle(staff=self.staff)
            visits_plan(self.staff)
            visit_work_update()
            exam_requests_make(self.cast)
            match_dismiss_first(self.cast)
            ring_tie()
            clusters_refresh()
            self.beside.wait()
            scorecards_fill(start=self.start)
            settle()
            overdue_reviews_update()
            months_measure()
            breach_items_update()
            editions_release(start=self.start, beside=self.beside)
            register_fill(start=self.start)
            colleagues_work(self.staff)

    def outcomes(self) -> list[Outcome]:
        """Return what became of the members of each behaviour among the sellers that applied."""
        return outcomes_by_behaviour(self.members.values(), start=self.start, end=self.end)

    def _careers_go_on(self, *, until: int) -> None:
        """Take the steps of the sellers that apply up to a day, each on its own day."""
        while self.to_come and self.to_come[0].day <= until:
            step = self.to_come.popleft()
            self._stories_tell(until=step.day)
            with clock.at(self._moment(step.day, NOON)):
                step_take(member=self.members[step.number], action=step.action, cast=self.cast)
                if step.action in ENROLLING:
                    events.drain()

    def _stories_tell(self, *, until: int) -> None:
        """Take the steps of stories up to a day, each on its own day: the clock of the program never goes back."""
        while self.stories and self.stories[0].day <= until:
            day = self.stories[0].day
            # An hour before: of an evaluation and a policy of the same moment nobody could tell which came first.
            with clock.at(self._moment(day, DAWN)):
                settle()
            with clock.at(self._moment(day, MORNING)):
                while self.stories and self.stories[0].day == day:
                    self.stories.popleft().take()
                settle()
                self._sources_ask()

    def _evening(self, moment: datetime, *, closes: bool) -> None:
        """Record what was reported in a period, and do what people and workers do at its end."""
        if closes:
            self.beside.begin(trade_close, at=moment)
        period = next(self.periods)
        carriers_record(period=period, members=self.members)
        agencies_record(period=period, members=self.members)
        declared_months_count(members=self.members.values(), end=self.end)
        self.by_risk = promised_by_risk(self.members)
        self.facts += period.recorded
        histories_link_late(
            shippers={each.seller.slug: each.shipper_id for each in self.members.values() if each.enrolled},
            officer=self.staff.officer,
        )
        calls_make()
        answers_decide(staff=self.staff, besides=self.cast.playing)
        allegations_settle(staff=self.staff, besides=self.cast.playing)
        letters_post()
        proposals_hear(members=self.members.values(), staff=self.staff, besides=self.cast.playing)
        self._sources_ask()
        self.facts += sum(filter(None, self.beside.wait()))
        # Two workers, as a program has.
        self.beside.begin(settle, at=moment)
        settle()
        self.beside.wait()
        if closes:
            self.reported.popleft()
            if len(self.reported) == 1 and self.days >= MIN_DAYS:
                # The exams of all periods but the last one are on record.
                self.beside.begin(models_train, at=moment)
                self.beside.begin(parcels_declare, at=self._moment(self.days - 2, EVENING))
            if self.reported:
                self.beside.begin(trade_go_on, at=self._moment(self.reported[0], EVENING))

    def _sources_ask(self) -> None:
        """Ask the sources of disputed violations, but those that say nothing in time, once a member plays that."""
        silent = self.cast.roles.get(record.RECORD.name)
        sources_ask(staff=self.staff, besides=self.cast.playing, silent=silent.shipper_id if silent else None)

    def _moment(self, day: int, hour: time) -> datetime:
        """Return the moment of an hour on a day of the program; never later than now."""
        moment = datetime.combine(self.start + timedelta(days=day), hour, clock.PROGRAM_ZONE)
        return min(moment, self.now)
