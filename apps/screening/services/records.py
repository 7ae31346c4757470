"""The parts that all writes of hits share: locks, the kind of case, and the hold of the business."""

from collections.abc import Collection

from django.db import connection

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.screening import work
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import facts_of, is_hold_due, is_hold_placed
from apps.screening.staff_words import NO_SUCH_HIT
from apps.screening.states import LIFECYCLE
from apps.shippers.models import Shipper
from apps.work.cases import Cases, CaseWork
from apps.work.models import Severity

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


# Only staff act on hits, and read their events. The title of the work names the business alone.
HITS = Cases(
    rows=BusinessHit.objects.select_related("shipper", "entry__list", "case"),
    lifecycle=LIFECYCLE,
    missing=NO_SUCH_HIT,
    locked_first=("shipper", lambda shipper_id: shippers_lock([shipper_id])),
    business=lambda hit: hit.shipper,
    facts=facts_of,
    signed={HitState.CLEARED: "decided", HitState.CONFIRMED: "decided"},
    work=CaseWork(
        kind=work.HIT,
        states=[HitState.POTENTIAL],
        item=lambda hit: {"severity": Severity.CRITICAL if hit.probability >= GRAVE else Severity.MAJOR},
        shows_state=True,
    ),
    events="screening.hit_",
    event_names={"reopen": "reopened", "return": "returned", "overturn": "overturned"},
    payload=lambda hit: (
        {"entry_id": hit.entry_id} | ({"case_id": hit.case_id} if hit.state == HitState.CONFIRMED else {})
    ),
)


def hold_follow(shipper_id: int, actor: User | None = None) -> None:
    """Place or lift the screening hold of a business in the ledger, as its hits ask."""
    due = is_hold_due(shipper_id)
    if due != is_hold_placed(shipper_id):
        kind = ProgramEntryKind.HOLD_PLACED if due else ProgramEntryKind.HOLD_LIFTED
        program_entry_record(shipper_id=shipper_id, kind=kind, date=clock.today(), actor=actor)
