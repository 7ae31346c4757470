"""The parts that all writes of hits share: locks, the state with its work, events, and the hold of the business."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.events.services import record
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.screening import work
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import is_hold_due, is_hold_placed
from apps.screening.staff_words import NO_SUCH_HIT
from apps.shippers.models import Shipper
from apps.work.models import Severity
from apps.work.services import item_close, item_open, items_state_set

# The number of the advisory lock of lists: shared by whoever compares parties, alone by whoever follows a version.
_LOCK = 0x5C4E11
# From this probability on, a hit is as grave as a violation of the gravest kind.
GRAVE = 0.5


def lists_lock_shared() -> None:
    """Take part in comparisons with the lists until the end of the transaction (`comparisons_await`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def comparisons_await() -> None:
    """Wait for the end of comparisons that may not have seen the latest version of a list.

    A later comparison reads that version, so that afterwards each party was compared with the version, or has a row by
    which the version finds the party.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def shippers_lock(shipper_ids: Collection[int]) -> dict[int, Shipper]:
    """Return businesses by id, locked in the order of the ids. A service that writes hits of a business calls this
    first.
    """
    found = Shipper.objects.select_for_update(no_key=True).filter(pk__in=shipper_ids).order_by("pk")
    return {shipper.pk: shipper for shipper in found}


def hit_lock(hit_id: int) -> BusinessHit:
    """Return a hit, locked after its business; raise NotFound if there is none."""
    shipper_id = BusinessHit.objects.filter(pk=hit_id).values_list("shipper", flat=True).first()
    if shipper_id is None:
        raise NotFound(NO_SUCH_HIT)
    shippers_lock([shipper_id])
    locked = BusinessHit.objects.select_for_update(of=("self",)).select_related("shipper", "entry__list", "case")
    return locked.get(pk=hit_id)


def subject_of(hit: BusinessHit) -> tuple[str, int]:
    """Return how work items and events name a hit."""
    return (name_of(BusinessHit), hit.pk)


def work_open(hit: BusinessHit) -> None:
    """Open the work of a hit that is to be decided. The title names the business alone."""
    item_open(
        kind=work.HIT.code,
        subject=subject_of(hit),
        title=str(hit.shipper),
        shipper_id=hit.shipper_id,
        state=hit.state,
        country=hit.shipper.country.code or "",
        severity=Severity.CRITICAL if hit.probability >= GRAVE else Severity.MAJOR,
    )


def work_close(hit: BusinessHit, actor: User | None = None) -> None:
    """Close the work of a hit that was decided or lapsed."""
    items_state_set(subject=subject_of(hit), state=hit.state)
    item_close(kind=work.HIT.code, subject=subject_of(hit), actor=actor)


def event_record(act: str, hit: BusinessHit, actor: User | None = None, **payload: Any) -> None:
    """Record an event of a hit. Only staff read events of this app."""
    about = subject_of(hit)
    record(
        f"screening.hit_{act}", subject=about, shipper_id=hit.shipper_id, actor=actor, entry_id=hit.entry_id, **payload
    )


def hold_follow(shipper_id: int, actor: User | None = None) -> None:
    """Place or lift the screening hold of a business in the ledger, as its hits ask."""
    due = is_hold_due(shipper_id)
    if due != is_hold_placed(shipper_id):
        kind = ProgramEntryKind.HOLD_PLACED if due else ProgramEntryKind.HOLD_LIFTED
        program_entry_record(shipper_id=shipper_id, kind=kind, date=clock.today(), actor=actor)


def decision_keep(hit: BusinessHit, state: HitState, actor: User | None, reasons: str) -> None:
    """Keep who brought a hit into a state, when and why."""
    hit.state, hit.decided_by, hit.decided_at, hit.reasons = state, actor, clock.now(), reasons
    hit.save(update_fields=["state", "decided_by", "decided_at", "reasons", "case"])
