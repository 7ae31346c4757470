"""The sellers that the program enrolls with their history, lived in a process of their own beside the others.

While the program lives through a period, this process draws the parcels of these sellers, and records what carriers
report of them: nothing else depends on it. In the evening of the period it records what agencies report, enrolls those
whose day has come, and records what the program did on members. Then both processes do what workers would do.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import django
from django.db import connection

from apps.core import clock
from config.simulation.members import Member
from config.simulation.numbers.enrolments import Enrolments, promised_by_risk
from config.simulation.numbers.happenings import Period, periods
from config.simulation.numbers.reports import agencies_record, carriers_record, declared_months_count
from config.simulation.numbers.sellers import Size, draw_enrolled
from config.simulation.session import simulating

# The days after which carriers and agencies report these sellers: a recording costs much the same for few parcels.
TRADE_DAYS = 60


@dataclass
class Trade:
    """The enrolled sellers of a program, and their present period."""

    size: Size
    days: int
    seed: int
    end: date
    period: Period = field(init=False)

    def __post_init__(self) -> None:
        drawn = draw_enrolled(size=self.size, days=self.days, seed=self.seed)
        self.members = {seller.number: Member(seller) for seller in drawn}
        start = self.end - timedelta(days=self.days - 1)
        self.enrolments = Enrolments(self.members.values(), start=start, days=self.days, seed=self.seed)
        self.by_risk: dict[int, float] = {}
        self.periods = periods(
            drawn, days=self.days, seed=self.seed, end=self.end, every=TRADE_DAYS, by_risk=lambda: self.by_risk
        )

    def go_on(self) -> None:
        """Live through the next period, and record what carriers report of it."""
        self.period = next(self.periods)
        carriers_record(period=self.period, members=self.members)

    def close(self) -> int:
        """Record what agencies report of the period, and what the program did on these sellers; return how many facts
        were reported.
        """
        agencies_record(period=self.period, members=self.members)
        self.enrolments.record(last=self.period.last)
        declared_months_count(members=self.members.values(), end=self.end)
        # The ports know the tiers of the day on which the next period begins.
        self.by_risk = promised_by_risk(self.members)
        return self.period.recorded


class ProcessBeside:
    """A process that does one thing after the other. Nobody waits for it before `wait` is called."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._begun: list[Future[Any]] = []

    def begin(self, act: Callable[..., object], *given: object, at: datetime | None = None) -> None:
        """Begin an act of a module with what it is given, at a moment of the program, after all that was begun."""
        self._begun.append(self._executor.submit(_do, act, given, at))

    def wait(self) -> list[Any]:
        """Wait until all that was begun is done, and return what it returned."""
        begun, self._begun = self._begun, []
        return [each.result() for each in begun]


@contextmanager
def process_beside() -> Iterator[ProcessBeside]:
    """Start the process. Another one would not see the transaction that is open: within one, this process does all."""
    same = connection.in_atomic_block
    executor = _SameProcess() if same else ProcessPoolExecutor(1, get_context("spawn"), django.setup)
    with executor:
        executor.submit(_do, int, (), None)
        yield ProcessBeside(executor)


class _SameProcess(Executor):
    """An executor that does each thing at the moment at which the thing is given."""

    def submit[**P, R](self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        done: Future[R] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _do(act: Callable[..., object], given: tuple[object, ...], at: datetime | None) -> object:
    if at is None:
        return act(*given)
    with simulating(), clock.at(at):
        return act(*given)


# The one trade of a process.
_trades: list[Trade] = []


def trade_begin(size: Size, days: int, seed: int, end: date) -> None:
    """Draw the sellers of the trade of this process."""
    _trades[:] = [Trade(size, days, seed, end)]


def trade_go_on() -> None:
    """Begin the next period of the trade of this process."""
    _trades[0].go_on()


def trade_close() -> int:
    """Close the period of the trade of this process, and return how many facts were reported."""
    return _trades[0].close()
