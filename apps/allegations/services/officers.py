"""The acts of officers on tips: looking into one, asking its sender, and the ways in which a tip is closed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.allegations import work
from apps.allegations.models import Tip, TipState
from apps.allegations.selectors import facts_of
from apps.allegations.services.records import event_record, post_create, state_set, subject_of, tip_lock
from apps.allegations.states import LIFECYCLE
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.ledger.models import Violation
from apps.ledger.services import violation_allege
from apps.work.services import item_close, item_hand_over, item_pause


@transaction.atomic
def tip_start(*, actor: User, tip_id: int) -> Tip:
    """Begin to look into a tip, by the officer who holds it from now on."""
    tip = _tip_transition(actor, tip_id, "start")
    item_hand_over(kind=work.TIP.code, subject=subject_of(tip), holder=actor)
    event_record("started", tip, actor)
    return tip


@transaction.atomic
def tip_ask(*, actor: User, tip_id: int, text: str, language: str) -> Tip:
    """Ask the sender of a tip. Only a person with the receipt code can read the question. The work item is paused until
    they answer.
    """
    tip = _tip_transition(actor, tip_id, "ask")
    post_create(tip, actor, text_required(text, "text", _("Write your question.")), language)
    item_pause(kind=work.TIP.code, subject=subject_of(tip), actor=actor)
    event_record("asked", tip, actor)
    return tip


@transaction.atomic
def tip_close_as_duplicate(*, actor: User, tip_id: int, original: int, reasons: str) -> Tip:
    """Close a tip that tells the same as another. Raises Invalid where there is no such other tip."""
    tip = _tip_transition(actor, tip_id, "duplicate")
    first = Tip.objects.filter(pk=original).exclude(pk=tip.pk).first()
    if first is None or first.state == TipState.DUPLICATE:
        message = _("Give the number of another tip, one that is not itself closed as telling the same.")
        raise InvalidInput(message, fields={"original": [message]})
    tip.original = first
    return _close(tip, actor, reasons, "closed_as_duplicate", original=first.pk)


@transaction.atomic
def tip_refer(*, actor: User, tip_id: int, agency: str, reasons: str) -> Tip:
    """Close a tip that an agency looks into. The officer sends the tip to the agency by the usual way."""
    tip = _tip_transition(actor, tip_id, "refer")
    tip.agency = text_required(agency, "agency", _("Name the agency."))
    return _close(tip, actor, reasons, "referred")


@transaction.atomic
def tip_reject(*, actor: User, tip_id: int, reasons: str) -> Tip:
    """Close a tip of which nothing was found to be so."""
    return _close(_tip_transition(actor, tip_id, "reject"), actor, reasons, "rejected")


@atomic_with_files()
def tip_substantiate(
    *,
    actor: User,
    tip_id: int,
    reference: str,
    category: str,
    culpability: str,
    attribution: str,
    day: date,
    acts: str,
    language: str,
    reasons: str,
    ksn: str = "",
    seller: str = "",
    shipment: str = "",
) -> Tip:
    """Close a tip by alleging a violation, which is served and answered as any other.

    The business reads `acts`; only staff read `reasons`. Nothing of the tip goes to the business. The violation counts
    for nothing until somebody else determines it. Raises the errors of `violation_allege`.
    """
    tip = _tip_transition(actor, tip_id, "substantiate")
    fact: dict[str, Any] = {
        "reference": reference,
        "ksn": ksn,
        "seller": seller,
        "shipment": shipment,
        "date": day,
        "category": category,
        "culpability": culpability,
        "attribution": attribution,
    }
    try:
        tip.case = violation_allege(actor=actor, fact=fact, reason=acts, language=language, told=True)
    except InvalidInput as refusal:
        # The form of a tip has names of its own for two of the fields.
        names = {"date": "day", "reason": "acts"}
        fields = {names.get(name, name): said for name, said in refusal.fields.items()}
        raise InvalidInput(refusal.message, code=refusal.code, fields=fields) from refusal
    tip.shipper = Violation.objects.select_related("seller__shipper").get(pk=tip.case.violation_id).seller.shipper
    return _close(tip, actor, reasons, "substantiated")


def _tip_transition(actor: User, tip_id: int, action: str) -> Tip:
    """Lock a tip, set the state to which an action of an officer leads, and return the tip. Raises Conflict or
    NotAllowed if the lifecycle refuses the action.
    """
    tip = tip_lock(tip_id)
    transition = LIFECYCLE.check(state=tip.state, action=action, held=held(actor), facts=facts_of(tip, actor))
    state_set(tip, TipState(transition.target))
    return tip


def _close(tip: Tip, actor: User, reasons: str, event: str, **payload: Any) -> Tip:
    tip.reasons = text_required(reasons, "reasons")
    tip.decided_by, tip.decided_at = actor, clock.now()
    tip.save(update_fields=["reasons", "decided_by", "decided_at", "original", "agency", "case", "shipper"])
    item_close(kind=work.TIP.code, subject=subject_of(tip), actor=actor)
    event_record(event, tip, actor, **payload)
    return tip
