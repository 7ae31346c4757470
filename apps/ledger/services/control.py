"""The groups of businesses that are judged together, since the same people are behind them."""

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.core.locks import lock_take
from apps.events import services as events
from apps.events.services import NewEvent
from apps.ledger.facts import PROGRAM
from apps.ledger.models import ProgramEntry, Recording, Watch
from apps.ledger.selectors.identities import control_of, controlled_with
from apps.ledger.services.recordings import batch_time, recording_finish, recording_open, reporter_ensure
from apps.ledger.services.watches import GROUPS_LOCK, BatchEffect, watches_update
from apps.ledger.vocabulary import ProgramEntryKind, ReporterKind
from apps.shippers.models import Shipper
from apps.shippers.services import shippers_lock

# A batch that began on another machine may bear a time that is later than the clock here.
_SHARE_TIME = """
UPDATE ledger_watch w SET recorded_at = latest.recorded_at
FROM (SELECT max(recorded_at) AS recorded_at FROM ledger_watch WHERE shipper_id = ANY (%(members)s)) latest
WHERE w.shipper_id = ANY (%(members)s)
"""


@transaction.atomic
def control_bind(
    *, shipper_ids: Collection[int], control: int, actor: AbstractBaseUser | None = None
) -> list[ProgramEntry]:
    """Record that businesses are judged together from today on, with each other and with all that are bound to the same
    number already; return the entries, in the order of the businesses' ids.

    Waits for batches that are under way. Raises NotFound for an unknown business, Conflict for one that is bound
    already, to whatever number, and for one whose record was merged into another.
    """
    shippers = _shippers_locked(shipper_ids)
    if any(shipper.merged_into_id is not None for shipper in shippers):
        raise Conflict(_("This record was merged into another. Choose that one."), code="merged")
    lock_take(GROUPS_LOCK)
    if control_of([shipper.pk for shipper in shippers]):
        raise Conflict(_("This business is judged together with others already."), code="bound")
    entries = _entries_create(shippers, ProgramEntryKind.CONTROL_BOUND, control, actor)
    members = controlled_with([shippers[0].pk])[shippers[0].pk]
    watches_update(
        recording=entries[0].recording, effects=[BatchEffect(shipper.pk, urgency=Watch.NORMAL) for shipper in shippers]
    )
    # An evaluation of a member comes after all batches of the group, by the times of both.
    with connection.cursor() as cursor:
        cursor.execute(_SHARE_TIME, {"members": list(members)})
    return entries


@transaction.atomic
def control_free(*, shipper_id: int, actor: AbstractBaseUser | None = None) -> ProgramEntry:
    """Record that a business is judged alone from today on, and those that it was judged with without it.

    Waits for batches that are under way. Raises NotFound, or Conflict for a business that is not bound.
    """
    shippers = _shippers_locked([shipper_id])
    lock_take(GROUPS_LOCK)
    bound = control_of([shipper_id])
    if not bound:
        raise Conflict(_("This business is judged alone already."), code="not_bound")
    members = controlled_with([shipper_id])[shipper_id]
    (entry,) = _entries_create(shippers, ProgramEntryKind.CONTROL_FREED, bound[shipper_id].control, actor)
    watches_update(recording=entry.recording, effects=[BatchEffect(pk, urgency=Watch.NORMAL) for pk in members])
    return entry


@transaction.atomic
def control_move(*, from_shipper_id: int, to_shipper_id: int, actor: AbstractBaseUser | None = None) -> None:
    """Bind a business in place of its other record, whose history the business takes over.

    Raises Conflict if the two records are bound to different groups.
    """
    bound = control_of([from_shipper_id, to_shipper_id])
    if from_shipper_id not in bound:
        return
    control = bound[from_shipper_id].control
    assert control is not None
    if to_shipper_id in bound and bound[to_shipper_id].control != control:
        raise Conflict(
            _("These records are judged together with different businesses. Free one of them first."), code="bound"
        )
    control_free(shipper_id=from_shipper_id, actor=actor)
    if to_shipper_id not in bound:
        control_bind(shipper_ids=[to_shipper_id], control=control, actor=actor)


def _shippers_locked(shipper_ids: Collection[int]) -> list[Shipper]:
    found = shippers_lock(shipper_ids)
    if len(found) < len(set(shipper_ids)) or not found:
        raise NotFound(_("There is no such shipper."))
    return list(found.values())


def _entries_create(
    shippers: Collection[Shipper], kind: ProgramEntryKind, control: int | None, actor: AbstractBaseUser | None
) -> list[ProgramEntry]:
    reporter = reporter_ensure(code=PROGRAM, kind=ReporterKind.AGENCY)
    recording = recording_finish(
        recording=recording_open(reporter=reporter, kind=Recording.Kind.PROGRAM, actor=actor, at_once=True)
    )
    entries = ProgramEntry.objects.bulk_create(
        [
            ProgramEntry(
                shipper=shipper,
                recording=recording,
                recorded_at=batch_time(recording),
                kind=kind,
                date=clock.today(),
                control=control,
            )
            for shipper in shippers
        ]
    )
    events.record_many(
        "ledger.program_entered",
        events=[NewEvent(("programentry", entry.pk), entry.shipper_id, {"kind": kind}) for entry in entries],
        actor=actor,
    )
    return entries
