"""The history of a shipper's facts, from the entries: each fact with the time from which evaluations know the fact.

A history answers each question about the past: which facts an evaluation of that time saw. Usually a fact is known from
the time of its recording; where an evaluation overtook the recording, from just after that evaluation
(docs/adr/0050-evaluations-can-be-repeated.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from apps.core.clock import PROGRAM_ZONE, day_of
from apps.ledger.archives import Archived
from apps.ledger.selectors.archives import archives_missing
from apps.ledger.statements import statement
from apps.ledger.vocabulary import REUSE_DAYS, Determination


class Link(NamedTuple):
    """The link of an identity to a shipper. `mine`: the shipper is the one whose history this is."""

    seller_id: int
    mine: bool
    reason: str
    known_from: datetime
    recorded_at: datetime


class Counts(NamedTuple):
    """Counts of parcels that somebody other than the seller reported: all, the examined ones, and those found wrong;
    of parcels that an agency opened after a draw at random: all, and those found wrong; and the same of parcels drawn
    after a wrong one.
    """

    parcels: int = 0
    examined: int = 0
    discrepant: int = 0
    drawn: int = 0
    drawn_discrepant: int = 0
    followed: int = 0
    followed_discrepant: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*map(sum, zip(self, other, strict=True)))


class MonthChange(NamedTuple):
    """A change of the counts of a month, by the parcels of one identity that count from the day `counts_from`."""

    seller_id: int
    known_from: datetime
    counts_from: date
    month: date
    counts: Counts


class CaseEntry(NamedTuple):
    """An entry of a violation: one revision of its case."""

    case_id: int
    revision: int
    id: int
    seller_id: int
    voided: bool
    date: date
    category: str
    culpability: str
    attribution: str
    basis: str
    self_disclosed: bool
    determination: str
    parcel_id: int | None
    known_from: datetime
    recorded_at: datetime


class ParcelEntry(NamedTuple):
    """An entry of the parcel of a violation: whether it was `drawn` at random, whether an exam at random `followed` a
    wrong one, and whether the parcel was found `discrepant`.
    """

    parcel_id: int
    revision: int
    seller_id: int
    date: date
    drawn: bool
    followed: bool
    discrepant: bool
    known_from: datetime
    recorded_at: datetime

    @property
    def opened(self) -> bool:
        """Return whether the parcel was opened at random."""
        return self.drawn or self.followed


class Act(NamedTuple):
    """A program entry. `takes_back` is the id of the entry that this one takes back; None for most."""

    id: int
    takes_back: int | None
    kind: str
    date: date
    known_from: datetime
    recorded_at: datetime


class DeclaredEntry(NamedTuple):
    """The count of a completed month: its parcels, those that could be declared in time, and those that were."""

    month: date
    parcels: int
    could: int
    declared: int
    known_from: datetime
    recorded_at: datetime


class MissingMonth(NamedTuple):
    """A month whose entries are archived and so are no part of a history, with the times of their recording.

    `of_violation`: entries of the parcel of a violation may be among them.
    """

    month: date
    first_recorded: datetime
    last_recorded: datetime
    of_violation: bool


class History:
    """All facts of a shipper that a rule may read, of all times, but for those of `missing` months. Each list is in the
    order of its statement.
    """

    __slots__ = ("acts", "cases", "declared", "links", "missing", "months", "parcels")

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.months: list[MonthChange] = []
        self.cases: list[CaseEntry] = []
        self.parcels: list[ParcelEntry] = []
        self.acts: list[Act] = []
        self.declared: list[DeclaredEntry] = []
        self.missing: list[MissingMonth] = []

    def require(self, *, first: date, as_of: date, known_at: datetime) -> None:
        """Raise Archived if the facts of a day since a month, by what was known at a time, are not all here."""
        missing = [
            missing.month
            for missing in self.missing
            if missing.first_recorded <= known_at
            and (missing.of_violation or missing.month >= first)
            and min(missing.month, day_of(missing.first_recorded)) <= as_of
        ]
        if missing:
            raise Archived(missing)

    def require_later(self, *, as_of: date, known_at: datetime, until: datetime) -> None:
        """Raise Archived if facts about days up to one, which became known between two times, are not all here."""
        missing = [
            missing.month
            for missing in self.missing
            if missing.last_recorded > known_at
            and missing.first_recorded <= until
            and min(missing.month, day_of(missing.first_recorded)) <= as_of
        ]
        if missing:
            raise Archived(missing)

    def identities(self, known_at: datetime) -> set[int]:
        """Return the identities (ids of `Seller`) that belong to the shipper, by the links known at a time."""
        last = {link.seller_id: link.mine for link in self.links if link.known_from <= known_at}
        return {seller_id for seller_id, mine in last.items() if mine}

    def month_counts(self, *, as_of: date, known_at: datetime) -> dict[date, Counts]:
        """Return the counts of each month with parcels, as the tallies of a day held them by what was known at a time.

        The months are in order.
        """
        identities = self.identities(known_at)
        sums: dict[date, Counts] = {}
        for change in self.months:
            if change.known_from > known_at:
                break
            if change.counts_from <= as_of and change.seller_id in identities:
                sums[change.month] = change.counts.plus(sums.get(change.month, Counts()))
        return {month: counts for month, counts in sorted(sums.items()) if counts.parcels}

    def violations(self, known_at: datetime) -> list[CaseEntry]:
        """Return the violations of the shipper that were decided, each as its latest entry known at a time, by id."""
        identities = self.identities(known_at)
        present = {entry.case_id: entry for entry in self.cases if entry.known_from <= known_at}
        decided = [
            entry
            for entry in present.values()
            if entry.seller_id in identities and not entry.voided and entry.determination != Determination.ALLEGED
        ]
        return sorted(decided, key=lambda entry: entry.id)

    def parcels_drawn(self, known_at: datetime) -> dict[int | None, ParcelEntry]:
        """Return the shipper's own parcels with a violation that were opened at random, by what was known at a time."""
        identities = self.identities(known_at)
        present = {entry.parcel_id: entry for entry in self.parcels if entry.known_from <= known_at}
        return {pk: entry for pk, entry in present.items() if entry.opened and entry.seller_id in identities}

    def acts_standing(self, known_at: datetime) -> list[Act]:
        """Return the program entries known at a time that were not taken back, by date and id."""
        known = [act for act in self.acts if act.known_from <= known_at]
        taken_back = {act.takes_back for act in known}
        return [act for act in known if act.takes_back is None and act.id not in taken_back]


def histories(shipper_ids: Sequence[int]) -> dict[int, History]:
    """Return the histories of shippers, by six statements, and two more if months are archived."""
    found = {pk: History() for pk in shipper_ids}
    for pk, *link in _rows("history_links", shipper_ids):
        found[pk].links.append(Link(*link))
    for pk, seller_id, known_from, counts_from, month, *counts in _rows("history_months", shipper_ids):
        found[pk].months.append(MonthChange(seller_id, known_from, counts_from, month, Counts(*counts)))
    for pk, *entry in _rows("history_cases", shipper_ids):
        found[pk].cases.append(CaseEntry(*entry))
    for pk, *parcel in _rows("history_parcels", shipper_ids):
        found[pk].parcels.append(ParcelEntry(*parcel))
    for pk, *act in _rows("history_acts", shipper_ids):
        found[pk].acts.append(Act(*act))
    for pk, *counted in _rows("history_declared", shipper_ids):
        found[pk].declared.append(DeclaredEntry(*counted))
    for pk, *missing in _missing(shipper_ids):
        found[pk].missing.append(MissingMonth(*missing))
    return found


def months_missing_for(shipper_ids: Sequence[int]) -> dict[int, list[MissingMonth]]:
    """Return the archived months that hold entries of each shipper; shippers without such months are left out."""
    found: dict[int, list[MissingMonth]] = {}
    for pk, *missing in _missing(shipper_ids):
        found.setdefault(pk, []).append(MissingMonth(*missing))
    return found


def _missing(shipper_ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    if archives := archives_missing():
        asked = {"archives": [act.pk for act in archives.values()], "reuse_days": REUSE_DAYS}
        yield from _rows("history_archived", shipper_ids, asked)


def entries_since(moments: Mapping[int, datetime]) -> dict[int, tuple[int, int]]:
    """Count the entries of each shipper that are known only after its moment: clean new shipments, and all others.

    Shippers without such entries are left out.
    """
    asked = {"shippers": list(moments), "moments": list(moments.values())}
    with connection.cursor() as cursor:
        cursor.execute(statement("entries_since"), asked)
        return {shipper_id: (clean, other) for shipper_id, clean, other in cursor.fetchall()}


def _rows(name: str, shipper_ids: Sequence[int], asked: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), {"shippers": list(shipper_ids), "zone": PROGRAM_ZONE.key, **(asked or {})})
        yield from cursor
