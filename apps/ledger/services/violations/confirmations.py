"""The determination of a disputed violation that its source does not confirm, withdraws, or certifies later."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.ledger.models import Recording, Violation
from apps.ledger.selectors import determined_by
from apps.ledger.services.notices.service import case_confirmation_set, entry_locked
from apps.ledger.services.recordings import batch_time, recording_finish, recording_open
from apps.ledger.services.violations.entries import COPIED, entries_write
from apps.ledger.services.watches import watches_update
from apps.ledger.states import DETERMINATIONS
from apps.ledger.vocabulary import COUNTING, Determination

_PROGRAM = frozenset({"program"})
_PUT_BACK = {Determination.SUSTAINED: "put_back", Determination.MITIGATED: "put_back_mitigated"}


@transaction.atomic
def violation_unconfirm(*, case_id: int) -> str:
    """Stop counting a violation that its source did not confirm in time; return its determination before.

    A violation that counts becomes alleged by a further entry. Whatever it was, it can't be sustained until its source
    certifies it.
    """
    entry = entry_locked(case_id)
    before = entry.determination
    if before == Determination.REVERSED or entry.voided:
        return before
    if before in COUNTING:
        entry = _restate(entry, "unconfirm")
    case_confirmation_set(entry, unconfirmed_at=clock.now())
    return before


@transaction.atomic
def violation_certify(*, case_id: int, determination: str) -> None:
    """Let a violation count again as before, since its source certified it; an allegation can be sustained again.

    `determination` is the one before it stopped counting. Raises Conflict if the violation was determined meanwhile.
    """
    entry = entry_locked(case_id)
    if entry.determination != Determination.ALLEGED or entry.voided:
        raise Conflict(_("This violation was determined or taken back meanwhile."), code="wrong_state")
    if action := _PUT_BACK.get(Determination(determination)):
        entry = _restate(entry, action)
    case_confirmation_set(entry, unconfirmed_at=None)


@transaction.atomic
def violation_withdraw(*, case_id: int) -> str:
    """Record that the source withdraws a violation; return its determination before.

    The violation is reversed. If an officer determined it, it no longer counts, and the officer decides: otherwise a
    reporter could undo the decision of an officer.
    """
    entry = entry_locked(case_id)
    before = entry.determination
    if before in COUNTING and determined_by(entry).kind == Recording.Kind.DESK:
        return violation_unconfirm(case_id=case_id)
    if before != Determination.REVERSED and not entry.voided:
        _restate(entry, "reverse")
    return before


@transaction.atomic
def violation_disclosed_set(*, case_id: int, is_disclosed: bool) -> None:
    """Let a violation count as disclosed by the business first, or no longer. A second call changes nothing."""
    entry = entry_locked(case_id)
    if entry.self_disclosed != is_disclosed and not entry.voided:
        _further(entry, self_disclosed=is_disclosed)


def _restate(entry: Violation, action: str) -> Violation:
    """Make a further entry of a locked case, with the determination to which an action leads; return the entry."""
    who = _PROGRAM if action != "reverse" else frozenset({"reporter"})
    return _further(
        entry, determination=DETERMINATIONS.check(state=entry.determination, action=action, held=who).target
    )


def _further(entry: Violation, **changed: Any) -> Violation:
    """Make a further entry of a locked case with what changed, by the program; return the entry."""
    recording = recording_finish(
        recording=recording_open(reporter=entry.case.reporter, kind=Recording.Kind.PROGRAM, at_once=True)
    )
    further = Violation(
        case=entry.case,
        revision=entry.case.revision + 1,
        recording=recording,
        recorded_at=batch_time(recording),
        **{name: getattr(entry, name) for name in COPIED} | changed,
    )
    effects = entries_write(recording, [further], {entry.seller_id})
    watches_update(recording=recording, effects=effects)
    return Violation.objects.select_related("case__reporter", "seller__shipper").get(pk=further.pk)
