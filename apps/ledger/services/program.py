"""Acts of the program on a shipper, as entries of the ledger, and the links of sellers' identities to shippers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import Conflict, NotFound
from apps.core.garbage import garbage_collector_rests
from apps.core.rows import row_get
from apps.events import services as events
from apps.ledger.facts import PROGRAM
from apps.ledger.models import DeclaredMonth, ProgramEntry, Recording, Seller, SellerLink, Service, Watch
from apps.ledger.selectors.identities import controlled_with
from apps.ledger.services.control import control_move
from apps.ledger.services.recordings import (
    batch_time,
    recording_finish,
    recording_open,
    reporter_ensure,
)
from apps.ledger.services.sellers import identities_follow, ksn_sellers_add, sellers_link
from apps.ledger.services.watches import BatchEffect, watches_update
from apps.ledger.vocabulary import ProgramEntryKind, ReporterKind
from apps.shippers.models import Shipper
from apps.shippers.services import Profile, shippers_create, shippers_lock

# The links of identities that a shipper can't be without.
OWN = (SellerLink.Reason.NUMBER, SellerLink.Reason.ENROLLED)


@transaction.atomic
def program_entry_record(
    *, shipper_id: int, kind: str, date: date, actor: AbstractBaseUser | None = None
) -> ProgramEntry:
    """Record an act of the program and mark the shipper due.

    Enrolling also creates the shipper's watch; for a shipper that is enrolled already, return the present entry and
    record nothing. Raises NotFound for an unknown shipper, Conflict for enrolling a shipper without a KSN.
    """
    kind = ProgramEntryKind(kind)
    if kind == ProgramEntryKind.ENROLLED:
        _identities_lock(shippers=[shipper_id])
    shipper = row_get(Shipper.objects.select_for_update(no_key=True), _("There is no such shipper."), pk=shipper_id)
    if kind == ProgramEntryKind.ENROLLED:
        if enrolled := _enrolments_of([shipper.pk]):
            return enrolled[shipper.pk]
        if not shipper.ksn:
            raise Conflict(_("This shipper has no Known Shipper Number yet. Give it one first."), code="no_ksn")
        recording = _recording(actor)
        identities_follow(recording=recording, shippers=[shipper.pk])
        return _enroll({shipper: date}, recording)[0]
    return _entries_create({shipper.pk: date}, kind, actor)[0]


@transaction.atomic
def program_entries_record(
    *, kind: ProgramEntryKind, dates: Mapping[int, date], actor: AbstractBaseUser | None = None
) -> list[ProgramEntry]:
    """Record an act of the program on many shippers, each on its date, as `program_entry_record` does on one; enrolling
    is `shippers_enroll`.
    """
    shippers_lock(dates)
    return _entries_create(dates, kind, actor)


@transaction.atomic
def shipper_enroll_again(*, shipper_id: int, date: date) -> ProgramEntry:
    """Record that a business that had left, or was removed, is enrolled again: its time in the program begins anew."""
    return program_entries_record(kind=ProgramEntryKind.ENROLLED, dates={shipper_id: date})[0]


def _entries_create(
    dates: Mapping[int, date], kind: ProgramEntryKind, actor: AbstractBaseUser | None
) -> list[ProgramEntry]:
    recording = _recording(actor)
    entries = ProgramEntry.objects.bulk_create(
        ProgramEntry(
            shipper_id=shipper_id,
            recording=recording,
            recorded_at=batch_time(recording),
            kind=kind,
            date=dates[shipper_id],
        )
        for shipper_id in sorted(dates)
    )
    happened = [events.NewEvent(("programentry", entry.pk), entry.shipper_id, {"kind": kind}) for entry in entries]
    events.record_many("ledger.program_entered", events=happened, actor=actor)
    watches_update(recording=recording, effects=[BatchEffect(pk, urgency=Watch.NORMAL) for pk in sorted(dates)])
    return entries


@garbage_collector_rests()
@transaction.atomic
def shippers_enroll(
    *,
    sellers: Sequence[int],
    dates: Sequence[date],
    profiles: Mapping[int, Profile] = MappingProxyType({}),
    owners: Mapping[int, User] = MappingProxyType({}),
) -> list[ProgramEntry]:
    """Enrol the businesses of these identities (ids of `Seller`), each from its date, in a few statements.

    An identity without a shipper gets a new shipper with a KSN, with its profile where `profiles` has one and with the
    owner of its team where `owners` has one, by the id of the identity. Shippers that are enrolled already do not
    change.
    """
    since = dict(zip(sellers, dates, strict=True))
    found = [seller for seller in _identities_lock(sellers=since.keys()) if seller.pk in since]
    unlinked = [seller for seller in found if seller.shipper is None]
    given = [profiles.get(seller.pk) or Profile(business={"name": seller.name or seller.code}) for seller in unlinked]
    owning = {place: owners[seller.pk] for place, seller in enumerate(unlinked) if seller.pk in owners}
    made = shippers_create(profiles=given, owners=owning)
    recording = _recording(None)
    known = [seller.shipper_id for seller in found if seller.shipper_id is not None]
    identities_follow(recording=recording, sellers=[seller.pk for seller in unlinked], shippers=known)
    for seller, shipper in zip(unlinked, made, strict=True):
        seller.shipper = shipper
    sellers_link(
        shippers={seller.pk: shipper.pk for seller, shipper in zip(unlinked, made, strict=True)},
        reason=SellerLink.Reason.ENROLLED,
        recording=recording,
    )
    first: dict[Shipper, date] = {}
    for seller in found:
        assert seller.shipper is not None
        first[seller.shipper] = min(since[seller.pk], first.get(seller.shipper, date.max))
    # Every other way to enroll a shipper locks its row too. Nobody sees the new ones yet.
    shippers_lock(known)
    enrolled = _enrolments_of([shipper.pk for shipper in first])
    return _enroll({shipper: day for shipper, day in first.items() if shipper.pk not in enrolled}, recording)


@transaction.atomic
def seller_link(*, seller_id: int, shipper_id: int, actor: AbstractBaseUser | None = None) -> Seller:
    """Link a seller's identity to its proved shipper, whose record then includes the identity's history.

    Waits for recordings of that seller that are under way. Raises NotFound, or Conflict for an identity of another
    shipper and for a shipper whose record was merged into another.
    """
    seller = Seller.objects.select_for_update().filter(pk=seller_id).first()
    shipper = Shipper.objects.select_for_update(no_key=True).filter(pk=shipper_id).first()
    if seller is None or shipper is None:
        raise NotFound(_("There is no such seller or shipper."))
    if shipper.merged_into_id is not None:
        raise Conflict(_("This record was merged into another. Link the seller to that one."), code="merged")
    if seller.shipper_id == shipper_id:
        return seller
    if seller.shipper_id is not None:
        raise Conflict(_("This seller's history belongs to another shipper already."), code="linked_elsewhere")
    seller.shipper_id = shipper_id
    recording = _recording(actor)
    identities_follow(recording=recording, sellers=[seller.pk])
    sellers_link(shippers={seller.pk: shipper_id}, reason=SellerLink.Reason.PROVED, recording=recording)
    events.record("ledger.seller_linked", subject=("seller", seller.pk), shipper_id=shipper_id, actor=actor)
    watches_update(recording=recording, effects=[BatchEffect(shipper_id, urgency=Watch.NORMAL)])
    return seller


@transaction.atomic
def seller_unlink(*, seller_id: int, shipper_id: int, actor: AbstractBaseUser | None = None) -> Seller:
    """Undo the link of a seller's identity to a shipper, whose record no longer includes the identity's history.

    Waits for recordings of that seller that are under way. Raises NotFound, or Conflict where the identity is not
    linked to this shipper, and for what a shipper can't be without: its own number, or the identity under which it
    enrolled.
    """
    seller = Seller.objects.select_for_update().filter(pk=seller_id).first()
    shipper = Shipper.objects.select_for_update(no_key=True).filter(pk=shipper_id).first()
    if seller is None or shipper is None:
        raise NotFound(_("There is no such seller or shipper."))
    if seller.shipper_id != shipper_id:
        raise Conflict(_("This seller's history is not linked to this shipper."), code="not_linked")
    if seller.links.filter(reason__in=OWN).exists():
        raise Conflict(_("A business keeps its own number and the name under which it enrolled."), code="own")
    seller.shipper_id = None
    recording = _recording(actor)
    identities_follow(recording=recording, sellers=[seller.pk])
    sellers_link(shippers={seller.pk: None}, reason=SellerLink.Reason.UNDONE, recording=recording)
    events.record("ledger.seller_unlinked", subject=("seller", seller.pk), shipper_id=shipper_id, actor=actor)
    watches_update(recording=recording, effects=[BatchEffect(shipper_id, urgency=Watch.NORMAL)])
    return seller


@transaction.atomic
def sellers_move(
    *, from_shipper_id: int, to_shipper_id: int, actor: AbstractBaseUser | None = None
) -> tuple[Shipper, Shipper]:
    """Move all identities of one shipper to another record of the same business, and return both shippers, locked.

    No entry is copied or changed; acts of the program stay with the shipper for which they were done. Only the group
    that a business is judged with goes with the identities. Identities are locked before shippers, as in
    `seller_link`. Waits for recordings that are under way. Raises NotFound, and Conflict if the two records are bound
    to different groups.
    """
    list(Seller.objects.select_for_update().filter(shipper=from_shipper_id).order_by("pk"))
    ids = {from_shipper_id, to_shipper_id}
    shippers = shippers_lock(ids)
    if len(shippers) != 2:
        raise NotFound(_("There is no such seller or shipper."))
    control_move(from_shipper_id=from_shipper_id, to_shipper_id=to_shipper_id, actor=actor)
    moved = list(Seller.objects.filter(shipper=from_shipper_id).order_by("pk").values_list("pk", flat=True))
    recording = _recording(actor)
    identities_follow(recording=recording, sellers=moved)
    sellers_link(shippers=dict.fromkeys(moved, to_shipper_id), reason=SellerLink.Reason.MERGED, recording=recording)
    # Notices served under the other record were served on the same business.
    Service.objects.filter(shipper=from_shipper_id).update(shipper=to_shipper_id)
    events.record_many(
        "ledger.seller_linked",
        events=[events.NewEvent(("seller", pk), to_shipper_id) for pk in moved],
        actor=actor,
    )
    watches_update(recording=recording, effects=[BatchEffect(pk, urgency=Watch.NORMAL) for pk in sorted(ids)])
    return shippers[from_shipper_id], shippers[to_shipper_id]


@dataclass(frozen=True, slots=True)
class DeclaredCount:
    """The parcels of a business in a month: all, those that could be declared in time, and those that were."""

    shipper_id: int
    parcels: int
    could: int
    declared: int

    @property
    def counts(self) -> dict[str, int]:
        return {"parcels": self.parcels, "could": self.could, "declared": self.declared}


@transaction.atomic
def declared_months_record(*, month: date, counts: Sequence[DeclaredCount]) -> int:
    """Record how many parcels of members were declared in time in a completed month, and mark those members due of whom
    a rule may say something else; return the number of members. A member whose month is recorded is passed over.

    Where no undeclared parcel was ever counted of a member and of those that are judged together with it, all parcels
    were declared before and after: nothing is evaluated for one more month of the same.
    """
    given = {count.shipper_id: count for count in counts if count.parcels}
    watches = Watch.objects.filter(pk__in=given).values_list("pk", flat=True)
    recorded = DeclaredMonth.objects.filter(shipper__in=given, month=month).values_list("shipper_id", flat=True)
    if not (members := sorted(set(watches).difference(recorded))):
        return 0
    recording = _recording(None)
    at = batch_time(recording)
    rows = (
        DeclaredMonth(shipper_id=pk, recording=recording, recorded_at=at, month=month, **given[pk].counts)
        for pk in members
    )
    # Of two runs at once, the second waits here for the first, and adds nothing.
    DeclaredMonth.objects.bulk_create(rows, ignore_conflicts=True)
    groups = controlled_with(members)
    short = DeclaredMonth.objects.filter(shipper__in=set(chain(*groups.values())), declared__lt=F("parcels"))
    ever_short = set(short.values_list("shipper_id", flat=True))
    effects = [BatchEffect(pk, urgency=None if ever_short.isdisjoint(groups[pk]) else Watch.NORMAL) for pk in members]
    watches_update(recording=recording, effects=effects)
    return len(members)


def _identities_lock(*, sellers: Collection[int] = (), shippers: Collection[int] = ()) -> list[Seller]:
    """Lock identities, and all identities of shippers and of the shippers of these identities; return what is locked.

    A batch under way finds no watch to mark, so whoever creates the watch waits for the batches of the shipper. As
    everywhere, identities are locked before shippers.
    """
    theirs = Seller.objects.filter(pk__in=sellers, shipper__isnull=False).values("shipper")
    locked = Seller.objects.select_for_update(of=("self",)).select_related("shipper").order_by("pk")
    found = list(locked.filter(Q(pk__in=sellers) | Q(shipper__in=theirs) | Q(shipper__in=shippers)))
    if shippers := {*shippers, *(seller.shipper_id for seller in found if seller.shipper_id is not None)}:
        # The identity of a number that a batch under way creates is there once the batch has ended.
        ksn_sellers_add(shippers=Shipper.objects.filter(pk__in=shippers))
    return found


def _recording(actor: AbstractBaseUser | None) -> Recording:
    reporter = reporter_ensure(code=PROGRAM, kind=ReporterKind.AGENCY)
    recording = recording_open(reporter=reporter, kind=Recording.Kind.PROGRAM, actor=actor, at_once=True)
    return recording_finish(recording=recording)


def _enrolments_of(shipper_ids: Sequence[int]) -> dict[int, ProgramEntry]:
    """Return the present `enrolled` entries of shippers, by shipper."""
    entries = ProgramEntry.objects.filter(
        shipper__in=shipper_ids, kind=ProgramEntryKind.ENROLLED, takes_back=None, taken_back_by=None
    )
    return {entry.shipper_id: entry for entry in entries}


def _enroll(since: Mapping[Shipper, date], recording: Recording) -> list[ProgramEntry]:
    if not since:
        return []
    shippers = sorted(since, key=lambda shipper: shipper.pk)
    ksn_sellers_add(shippers=shippers)
    Watch.objects.bulk_create([Watch(shipper=shipper) for shipper in shippers], ignore_conflicts=True)
    entries = ProgramEntry.objects.bulk_create(
        [
            ProgramEntry(
                shipper=shipper,
                recording=recording,
                recorded_at=batch_time(recording),
                kind=ProgramEntryKind.ENROLLED,
                date=since[shipper],
            )
            for shipper in shippers
        ]
    )
    ids = [shipper.pk for shipper in shippers]
    events.record("ledger.enrolled", subject=("recording", recording.pk), actor=recording.actor, shipper_ids=ids)
    watches_update(recording=recording, effects=[BatchEffect(pk, urgency=Watch.NORMAL) for pk in ids])
    return entries
