"""The record of a shipper: all that the rules read, as a frozen value built from the entries of the ledger.

Months are numbers (year x 12 + month - 1), so that windows and ages are subtractions. A record holds the entries in
effect on its day. The record knows of entries with a later date only the first day, `next_effective`.

The structures of an evaluation hold no circles: with `gc=False` the garbage collector does not search the hundreds of
thousands that a batch makes, which took a third of the time of Python.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

import msgspec

from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.terms import ONE, Weights


def month_number(day: date) -> int:
    """Return the number of the calendar month of a day."""
    return day.year * 12 + day.month - 1


def month_start(number: int) -> date:
    """Return the first day of a month."""
    return date(number // 12, number % 12 + 1, 1)


class DrawnMonth(msgspec.Struct, frozen=True, gc=False):
    """The parcels of one calendar month that an agency opened after a draw at random, which are all parcels that the
    rules read: the number opened, and the number of these found wrong. `followed` and `followed_discrepant` are the
    same of the parcels that were drawn after a wrong one, which `drawn` leaves out.
    """

    number: int
    drawn: int
    drawn_discrepant: int
    followed: int = 0
    followed_discrepant: int = 0


class ShipmentMonth(msgspec.Struct, frozen=True, gc=False):
    """The parcels of one calendar month as people see them, without those that only the seller reported.

    `drawn` and what follows are those of `DrawnMonth`. `random` and `random_discrepant` count all that were opened at
    random.
    """

    number: int
    parcels: int
    examined: int
    discrepant: int
    drawn: int = 0
    drawn_discrepant: int = 0
    followed: int = 0
    followed_discrepant: int = 0

    @property
    def random(self) -> int:
        return self.drawn + self.followed

    @property
    def random_discrepant(self) -> int:
        return self.drawn_discrepant + self.followed_discrepant


class DeclaredMonth(msgspec.Struct, frozen=True, gc=False):
    """A completed month that was counted: its parcels as reported afterwards, how many of these could be declared
    before they arrived, and how many were, so that they stood in a draw.
    """

    number: int
    parcels: int
    could: int
    declared: int


class DrawnParcel(msgspec.Struct, frozen=True, gc=False):
    """The parcel of a violation, where it was opened at random: its number, the month of the parcel, the exam's result.

    `discrepant`: the exam found the parcel wrong. A violation may also come to light after a clean exam. `followed`:
    the parcel was drawn after a wrong one.
    """

    id: int
    month: int
    discrepant: bool
    followed: bool = False


class Offense(msgspec.Struct, frozen=True, gc=False):
    """A sustained or mitigated violation. An allegation is no offense.

    `drawn` is the violation's parcel if that parcel was opened at random. `then` are the weights that were in force on
    the day of the act: heavier ones of a later policy do not judge the act. `told` is the day on which a violation that
    was laid on a third party was put on record so.
    """

    id: int
    day: date
    month: int
    severity: str
    culpability: str
    attribution: str
    basis: str
    self_disclosed: bool
    sustained: bool
    drawn: DrawnParcel | None = None
    then: Weights | None = None
    category: str = ""
    told: date | None = None


class Clearance(NamedTuple):
    """The reversal of a violation of a parcel that an exam at random had found wrong: the parcel was in order.

    `day` is the day of the violation.
    """

    day: date
    drawn: DrawnParcel


class RecordEntry(NamedTuple):
    """A program entry that was not taken back."""

    kind: str
    day: date


class Record(msgspec.Struct, frozen=True, gc=False):
    """The record of a shipper on the day `as_of`.

    `months` are the calendar months in which parcels were opened at random.
    `declared` are the counted months of parcels declared in time.
    `enrolled`, `validated` and `reviewed` are days; None if that never happened, or if the validation was ended.
    `least_share` is the smallest chance, in millionths, with which any version of the policy drew exams at random until
    that day; a million where no version was asked.
    `next_effective` is the first later day on which an entry that is known already takes effect.
    """

    as_of: date
    months: tuple[DrawnMonth, ...] = ()
    offenses: tuple[Offense, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    declared: tuple[DeclaredMonth, ...] = ()
    enrolled: date | None = None
    validated: date | None = None
    reviewed: date | None = None
    plan_open: bool = False
    on_hold: bool = False
    least_share: int = ONE
    next_effective: date | None = None

    @property
    def month(self) -> int:
        """Return the number of the month of the record's day."""
        return month_number(self.as_of)

    def drawn(self, window: int) -> int:
        """Count the parcels opened at random in the last `window` calendar months, the current month included."""
        first = self.month - window + 1
        return sum([month.drawn for month in self.months if month.number >= first])

    def drawn_falls_below(self, needed: int, window: int) -> date | None:
        """Return the day on which the parcels opened at random in the window fall below a number; None if never.

        Month after month leaves the window as time passes.
        """
        if needed <= 0:
            return None
        left, first = self.drawn(window), self.month - window + 1
        for month in self.months:
            if month.number >= first:
                left -= month.drawn
                if left < needed:
                    return month_start(month.number + window)
        return None


def record_of(
    as_of: date,
    months: Sequence[DrawnMonth],
    offenses: Iterable[Offense],
    entries: Iterable[RecordEntry] = (),
    clearances: Iterable[Clearance] = (),
    declared: Sequence[DeclaredMonth] = (),
    least_share: int = ONE,
) -> Record:
    """Build the record on a day. Months and entries come in order of time, entries of one day in order of recording."""
    # Months are many, and nearly all of them are past.
    past = bisect_right(months, month_number(as_of), key=attrgetter("number"))
    ahead = [month_start(month.number) for month in months[past:]]
    committed: list[Offense] = []
    for offense in offenses:
        if offense.day <= as_of:
            committed.append(offense)
        else:
            ahead.append(offense.day)
    cleared: list[Clearance] = []
    for clearance in clearances:
        if clearance.day <= as_of:
            cleared.append(clearance)
        else:
            ahead.append(clearance.day)
    # A month is counted once it is over.
    over = bisect_left(declared, month_number(as_of), key=attrgetter("number"))
    ahead += [month_start(month.number + 1) for month in declared[over:]]
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
        months=tuple(months[:past]),
        offenses=tuple(committed),
        clearances=tuple(cleared),
        declared=tuple(declared[:over]),
        enrolled=enrolled,
        validated=validated,
        reviewed=reviewed,
        plan_open=plans > 0,
        on_hold=holds > 0,
        least_share=least_share,
        next_effective=min(ahead, default=None),
    )


def drawn_months(months: Iterable[ShipmentMonth]) -> list[DrawnMonth]:
    """Return the months in which parcels were opened at random, as the rules read the months."""
    return [
        DrawnMonth(month.number, month.drawn, month.drawn_discrepant, month.followed, month.followed_discrepant)
        for month in months
        if month.drawn or month.followed
    ]


def months_pooled[M: (DrawnMonth, ShipmentMonth, DeclaredMonth)](months: Sequence[M]) -> list[M]:
    """Return the sums of months by calendar month, in order of time."""
    sums: dict[int, M] = {}
    for month in months:
        if other := sums.get(month.number):
            both = zip(msgspec.structs.astuple(other), msgspec.structs.astuple(month), strict=True)
            _number, *counts = map(sum, both)
            sums[month.number] = type(month)(month.number, *counts)
        else:
            sums[month.number] = month
    return [sums[number] for number in sorted(sums)]


class RecordFacts(NamedTuple):
    """The facts of one shipper, from which the record of any day is built. The lists are in order for `record_of`.

    `least_share_by` gives the least share of a record by its day.
    """

    months: list[ShipmentMonth]
    offenses: list[Offense]
    entries: list[RecordEntry]
    clearances: list[Clearance]
    declared: Sequence[DeclaredMonth] = ()
    least_share_by: Callable[[date], int] = lambda _day: ONE

    def on(self, day: date) -> Record:
        """Return the record on a day: as it was or, if nothing further is recorded, as it will be."""
        return record_of(
            day,
            drawn_months(self.months),
            self.offenses,
            self.entries,
            self.clearances,
            self.declared,
            self.least_share_by(day),
        )
