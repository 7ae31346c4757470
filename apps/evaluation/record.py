"""The record of a shipper: all that the rules read, as a frozen value built from the entries of the ledger.

Months are numbers (year x 12 + month - 1), so that windows and ages are subtractions. A record holds the entries in
effect on its day. Of entries with a later date it holds only the first day, `next_effective`.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from apps.ledger.vocabulary import ProgramEntryKind


def month_number(day: date) -> int:
    """Return the number of the calendar month of a day."""
    return day.year * 12 + day.month - 1


def month_start(number: int) -> date:
    """Return the first day of a month."""
    return date(number // 12, number % 12 + 1, 1)


class Month(msgspec.Struct, frozen=True):
    """The parcels of one calendar month, without those that only the seller reported."""

    number: int
    parcels: int
    examined: int
    discrepant: int


class Offense(msgspec.Struct, frozen=True):
    """A sustained or mitigated violation. An allegation is no offense."""

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
    """The sums over the months of a window."""

    parcels: int
    examined: int
    discrepant: int


class Record(msgspec.Struct, frozen=True):
    """The record of a shipper on the day `as_of`.

    `enrolled`, `validated` and `reviewed` are days; None if that never happened, or if the validation was ended.
    `next_effective` is the first later day on which an entry that is known already takes effect.
    """

    as_of: date
    months: tuple[Month, ...] = ()
    offenses: tuple[Offense, ...] = ()
    enrolled: date | None = None
    validated: date | None = None
    reviewed: date | None = None
    plan_open: bool = False
    on_hold: bool = False
    next_effective: date | None = None

    @property
    def month(self) -> int:
        """Return the number of the month of the record's day."""
        return month_number(self.as_of)

    def sums(self, window: int) -> Sums:
        """Add up the parcels of the last `window` calendar months, the current month included."""
        first = self.month - window + 1
        parcels = examined = discrepant = 0
        for month in self.months:
            if month.number >= first:
                parcels += month.parcels
                examined += month.examined
                discrepant += month.discrepant
        return Sums(parcels, examined, discrepant)

    def falls_short_on(self, window: int, amount: Callable[[Month], float], total: float, needed: float) -> date | None:
        """Return the day on which `total` falls below `needed`, as month after month leaves the window; None if never.

        `amount` gives the part of a month in `total`, which may hold more than the parts of the months. Rounding may
        give a day one month too early, never one too late.
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
    """Build the record on a day. Months and entries come in order of time, entries of one day in order of recording."""
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
        elif kind == ProgramEntryKind.ENROLLED:
            enrolled = day
        elif kind == ProgramEntryKind.VALIDATED:
            validated = day
        elif kind == ProgramEntryKind.VALIDATION_ENDED:
            validated = None
        elif kind == ProgramEntryKind.ANNUAL_REVIEW:
            reviewed = day
        elif kind == ProgramEntryKind.PLAN_OPENED:
            plans += 1
        elif kind == ProgramEntryKind.PLAN_CLOSED:
            plans = max(0, plans - 1)
        elif kind == ProgramEntryKind.HOLD_PLACED:
            holds += 1
        elif kind == ProgramEntryKind.HOLD_LIFTED:
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
        next_effective=min(ahead, default=None),
    )


class Facts(NamedTuple):
    """The facts of one shipper, from which the record of any day is built. The lists are in order for `record_of`."""

    months: list[Month]
    offenses: list[Offense]
    entries: list[Entry]

    def on(self, day: date) -> Record:
        """Return the record on a day: as it was or, if nothing further is recorded, as it will be."""
        return record_of(day, self.months, self.offenses, self.entries)
