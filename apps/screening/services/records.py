"""The parts that all writes of hits share: locks, the kind of case, and the hold of the business."""

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.screening import work
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import facts_of, is_hold_due, is_hold_placed
from apps.screening.staff_words import NO_SUCH_HIT
from apps.screening.states import LIFECYCLE
from apps.shippers.services import shippers_lock
from apps.work.cases import Cases, CaseWork
from apps.work.models import Severity

# The lock of lists: shared by whoever compares parties, alone by whoever follows a version, who knows then that each
# party was compared with the latest version, or has a row by which the version finds the party.
LISTS_LOCK = 0x5C4E11
# From this probability on, a hit is as grave as a violation of the gravest kind.
GRAVE = 0.5


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
