"""The history of a shipper's facts, from the entries: each fact with the time from which evaluations know the fact.

A history answers each question about the past: which facts an evaluation of that time saw. Usually a fact is known from
the time of its recording; where an evaluation overtook the recording, from just after that evaluation
(docs/adr/0050-evaluations-can-be-repeated.md).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from apps.core.clock import PROGRAM_ZONE, day_of
from apps.ledger.archives import EntriesArchived
from apps.ledger.selectors.archives import archives_missing
from apps.ledger.selectors.identities import controlled_with
from apps.ledger.statements import statement
from apps.ledger.vocabulary import REUSE_DAYS, Determination, ProgramEntryKind


class IdentityLink(NamedTuple):
    """The link of an identity to a shipper: the one whose history this is, or another (`shipper_id`) that was ever
    judged together with it; None for any other and for none.
    """

    seller_id: int
    shipper_id: int | None
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


class ProgramAct(NamedTuple):
    """A program entry. `takes_back` is the id of the entry that this one takes back; None for most. `control` is the
    number of the group to which the shipper was bound, or from which it was freed.
    """

    shipper_id: int
    id: int
    takes_back: int | None
    kind: str
    date: date
    control: int | None
    known_from: datetime
    recorded_at: datetime


class DeclaredEntry(NamedTuple):
    """The count of a completed month: its parcels, those that could be declared in time, and those that were."""

    shipper_id: int
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

    shipper_id: int
    month: date
    first_recorded: datetime
    last_recorded: datetime
    of_violation: bool


class History:
    """All facts of a shipper that a rule may read, of all times, but for those of `missing` months. Each list is in the
    order of its statement.

    The links, months, cases, parcels and counts are also those of all others that were ever judged together with the
    shipper: who they were at a time is in `bindings`, all entries about control, in the order of their recording.
    """

    __slots__ = ("acts", "bindings", "cases", "declared", "links", "missing", "months", "parcels", "shipper_id")

    def __init__(self, shipper_id: int) -> None:
        self.shipper_id = shipper_id
        self.bindings: list[ProgramAct] = []
        self.links: list[IdentityLink] = []
        self.months: list[MonthChange] = []
        self.cases: list[CaseEntry] = []
        self.parcels: list[ParcelEntry] = []
        self.acts: list[ProgramAct] = []
        self.declared: list[DeclaredEntry] = []
        self.missing: list[MissingMonth] = []

    def require(self, *, first: date, as_of: date, known_at: datetime) -> None:
        """Raise Archived if the facts of a day since a month, by what was known at a time, are not all here."""
        members = self.members(as_of=as_of, known_at=known_at) if self.missing else ()
        missing = [
            missing.month
            for missing in self.missing
            if missing.first_recorded <= known_at
            and missing.shipper_id in members
            and (missing.of_violation or missing.month >= first)
            and min(missing.month, day_of(missing.first_recorded)) <= as_of
        ]
        if missing:
            raise EntriesArchived(missing)

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
            raise EntriesArchived(missing)

    def bound_since(self, known_at: datetime) -> dict[int, date]:
        """Return the businesses that are judged together by what was known at a time, the shipper itself included, each
        with the first day on which it is judged with the shipper.
        """
        last = {act.shipper_id: act for act in _standing(self.bindings, known_at)}
        bound = {pk: act for pk, act in last.items() if act.kind == ProgramEntryKind.CONTROL_BOUND}
        mine = bound.get(self.shipper_id)
        found = {pk: max(act.date, mine.date) for pk, act in bound.items() if mine and act.control == mine.control}
        return found | {self.shipper_id: date.min}

    def members(self, *, as_of: date, known_at: datetime) -> set[int]:
        """Return the businesses that are judged together on a day, by what was known at a time; the shipper is one.

        Once another is known to be freed, it was never one of them, as with an identity whose link was undone.
        """
        return {pk for pk, since in self.bound_since(known_at).items() if since <= as_of}

    def identities(self, *, as_of: date, known_at: datetime) -> set[int]:
        """Return the identities (ids of `Seller`) that belong to the shipper, or to another that is judged together
        with it on a day, by what was known at a time.
        """
        members = self.members(as_of=as_of, known_at=known_at)
        last = {link.seller_id: link.shipper_id for link in self.links if link.known_from <= known_at}
        return {seller_id for seller_id, shipper_id in last.items() if shipper_id in members}

    def month_counts(self, *, as_of: date, known_at: datetime) -> dict[date, Counts]:
        """Return the counts of each month with parcels, as the tallies of a day held them by what was known at a time.

        The months are in order.
        """
        identities = self.identities(as_of=as_of, known_at=known_at)
        sums: dict[date, Counts] = {}
        for change in self.months:
            if change.known_from > known_at:
                break
            if change.counts_from <= as_of and change.seller_id in identities:
                sums[change.month] = change.counts.plus(sums.get(change.month, Counts()))
        return {month: counts for month, counts in sorted(sums.items()) if counts.parcels}

    def declared_months(self, *, as_of: date, known_at: datetime) -> dict[date, tuple[int, int, int]]:
        """Return the counts of completed months of those judged together on a day, by what was known at a time: the
        parcels, those that could be declared in time, and those that were.
        """
        members = self.members(as_of=as_of, known_at=known_at)
        sums: dict[date, tuple[int, int, int]] = {}
        for each in self.declared:
            if each.known_from <= known_at and each.shipper_id in members:
                parcels, could, declared = sums.get(each.month, (0, 0, 0))
                sums[each.month] = (parcels + each.parcels, could + each.could, declared + each.declared)
        return sums

    def violations(self, *, as_of: date, known_at: datetime) -> list[CaseEntry]:
        """Return the violations of those judged together on a day that were decided, each as its latest entry known at
        a time, by id.
        """
        identities = self.identities(as_of=as_of, known_at=known_at)
        present = {entry.case_id: entry for entry in self.cases if entry.known_from <= known_at}
        decided = [
            entry
            for entry in present.values()
            if entry.seller_id in identities and not entry.voided and entry.determination != Determination.ALLEGED
        ]
        return sorted(decided, key=lambda entry: entry.id)

    def parcels_drawn(self, *, as_of: date, known_at: datetime) -> dict[int | None, ParcelEntry]:
        """Return the parcels with a violation that were opened at random, of those judged together on a day, by what
        was known at a time.
        """
        identities = self.identities(as_of=as_of, known_at=known_at)
        present = {entry.parcel_id: entry for entry in self.parcels if entry.known_from <= known_at}
        return {pk: entry for pk, entry in present.items() if entry.opened and entry.seller_id in identities}

    def acts_standing(self, known_at: datetime) -> list[ProgramAct]:
        """Return the program entries known at a time that were not taken back, by date and id."""
        return _standing(self.acts, known_at)


def _standing(acts: Sequence[ProgramAct], known_at: datetime) -> list[ProgramAct]:
    known = [act for act in acts if act.known_from <= known_at]
    taken_back = {act.takes_back for act in known}
    return [act for act in known if act.takes_back is None and act.id not in taken_back]


def histories(shipper_ids: Sequence[int]) -> dict[int, History]:
    """Return the histories of shippers, by five statements, and two more if months are archived."""
    found = {pk: History(pk) for pk in shipper_ids}
    for pk, parcels, could, declared, *entry in _rows("history_acts", {pk: (pk,) for pk in shipper_ids}):
        act = ProgramAct(*entry)
        if parcels is not None:
            counts = (parcels, could, declared)
            found[pk].declared.append(DeclaredEntry(act.shipper_id, act.date, *counts, act.known_from, act.recorded_at))
            continue
        if act.shipper_id == pk:
            found[pk].acts.append(act)
        if act.control is not None:
            found[pk].bindings.append(act)
    groups = {pk: {pk, *(act.shipper_id for act in history.bindings)} for pk, history in found.items()}
    for history in found.values():
        history.bindings.sort(key=attrgetter("id"))
    for pk, *link in _rows("history_links", groups):
        found[pk].links.append(IdentityLink(*link))
    for pk, seller_id, known_from, counts_from, month, *counts in _rows("history_months", groups):
        found[pk].months.append(MonthChange(seller_id, known_from, counts_from, month, Counts(*counts)))
    for pk, *entry in _rows("history_cases", groups):
        found[pk].cases.append(CaseEntry(*entry))
    for pk, *parcel in _rows("history_parcels", groups):
        found[pk].parcels.append(ParcelEntry(*parcel))
    for pk, *missing in _missing(groups):
        found[pk].missing.append(MissingMonth(*missing))
    return found


def months_missing_for(shipper_ids: Sequence[int]) -> dict[int, list[MissingMonth]]:
    """Return the archived months that hold entries of each shipper, or of another that is judged together with it;
    shippers without such months are left out.
    """
    found: dict[int, list[MissingMonth]] = {}
    for pk, *missing in _missing(controlled_with(shipper_ids)):
        found.setdefault(pk, []).append(MissingMonth(*missing))
    return found


def _missing(groups: Mapping[int, Collection[int]]) -> Iterator[tuple[Any, ...]]:
    if archives := archives_missing():
        asked = {"archives": [act.pk for act in archives.values()], "reuse_days": REUSE_DAYS}
        yield from _rows("history_archived", groups, asked)


def entries_since(moments: Mapping[int, datetime]) -> dict[int, tuple[int, int]]:
    """Count the entries of each shipper that are known only after its moment: clean new shipments, and all others.

    Shippers without such entries are left out.
    """
    asked = {"shippers": list(moments), "moments": list(moments.values())}
    with connection.cursor() as cursor:
        cursor.execute(statement("entries_since"), asked)
        return {shipper_id: (clean, other) for shipper_id, clean, other in cursor.fetchall()}


def _rows(
    name: str, groups: Mapping[int, Collection[int]], asked: Mapping[str, Any] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement about shippers, each with all members of its group."""
    pairs = [(pk, member) for pk, members in groups.items() for member in members]
    whose = {"shippers": [pk for pk, _member in pairs], "members": [member for _pk, member in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(statement(name), {**whose, "zone": PROGRAM_ZONE.key, **(asked or {})})
        yield from cursor
