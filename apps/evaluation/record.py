"""What the rules read of a shipper, and nothing else: a value, frozen, built from the entries of the ledger.

Months are numbers (year x 12 + month - 1), so that windows and ages are subtractions. Everything in a record is in
effect on its day; what is dated later only tells, by `ahead`, when it will be.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from apps.ledger.vocabulary import ProgramEntryKind

Kind = ProgramEntryKind


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def anniversary(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day where it is shorter."""
    number = month_number(day) + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Month(msgspec.Struct, frozen=True):
    """The parcels of one calendar month that somebody else than the seller reported."""

    number: int
    parcels: int
    examined: int
    discrepant: int


class Offense(msgspec.Struct, frozen=True):
    """A violation as it stands: sustained or mitigated. An allegation is none."""

    id: int
    day: date
    month: int
    severity: str
    culpability: str
    attribution: str
    basis: str
    self_disclosed: bool
    sustained: bool


class Entry(NamedTuple):
    """A program entry that was not taken back."""

    kind: str
    day: date


class Sums(NamedTuple):
    """The months of a window added up."""

    parcels: int
    examined: int
    discrepant: int


class Record(msgspec.Struct, frozen=True):
    as_of: date
    months: tuple[Month, ...] = ()
    offenses: tuple[Offense, ...] = ()
    enrolled: date | None = None
    validated: date | None = None
    reviewed: date | None = None
    plan_open: bool = False
    on_hold: bool = False
    ahead: date | None = None

    @property
    def month(self) -> int:
        return month_number(self.as_of)

    def sums(self, window: int) -> Sums:
        """The parcels of the last `window` calendar months, the current one included."""
        first = self.month - window + 1
        parcels = examined = discrepant = 0
        for month in self.months:
            if month.number >= first:
                parcels += month.parcels
                examined += month.examined
                discrepant += month.discrepant
        return Sums(parcels, examined, discrepant)

    def lasts(self, window: int, amount: Callable[[Month], float], total: float, needed: float) -> date | None:
        """The day on which, month after month leaving the window, `total` falls below what is needed; None if never.

        `total` may hold more than the months' amounts. Rounding may err by a month too early, never by one too late.
        """
        if needed <= 0:
            return None
        first = self.month - window + 1
        for month in self.months:
            if month.number >= first:
                total -= amount(month)
                if total < needed + 1e-6:
                    return month_start(month.number + window)
        return None


def record_of(
    as_of: date, months: Iterable[Month], offenses: Iterable[Offense], entries: Iterable[Entry] = ()
) -> Record:
    """The record on a day. Months and entries come in the order of time; a day's entries in the order of recording."""
    this_month = month_number(as_of)
    ahead: list[date] = []
    past: list[Month] = []
    for month in months:
        if month.number <= this_month:
            past.append(month)
        else:
            ahead.append(month_start(month.number))
    committed: list[Offense] = []
    for offense in offenses:
        if offense.day <= as_of:
            committed.append(offense)
        else:
            ahead.append(offense.day)
    enrolled = validated = reviewed = None
    plans = holds = 0
    for kind, day in entries:
        if day > as_of:
            ahead.append(day)
        elif kind == Kind.ENROLLED:
            enrolled = day
        elif kind == Kind.VALIDATED:
            validated = day
        elif kind == Kind.VALIDATION_ENDED:
            validated = None
        elif kind == Kind.ANNUAL_REVIEW:
            reviewed = day
        elif kind == Kind.PLAN_OPENED:
            plans += 1
        elif kind == Kind.PLAN_CLOSED:
            plans = max(0, plans - 1)
        elif kind == Kind.HOLD_PLACED:
            holds += 1
        elif kind == Kind.HOLD_LIFTED:
            holds = max(0, holds - 1)
    return Record(
        as_of=as_of,
        months=tuple(past),
        offenses=tuple(committed),
        enrolled=enrolled,
        validated=validated,
        reviewed=reviewed,
        plan_open=plans > 0,
        on_hold=holds > 0,
        ahead=min(ahead, default=None),
    )


class Facts(NamedTuple):
    """The facts of one shipper, from which any day's record is cut. Each list is in the order that `record_of` asks."""

    months: list[Month]
    offenses: list[Offense]
    entries: list[Entry]

    def on(self, day: date) -> Record:
        """The record as it was, or will be if nothing further is recorded, on a day."""
        return record_of(day, self.months, self.offenses, self.entries)
