"""The acts of officers on tips: looking into one, asking its sender, and the ways in which a tip is closed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.allegations import work
from apps.allegations.models import Tip, TipState
from apps.allegations.services.records import TIPS, post_create
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.ledger.models import Violation
from apps.ledger.services import violation_allege
from apps.work.services import item_hand_over, item_pause


@transaction.atomic
def tip_start(*, actor: User, tip_id: int) -> Tip:
    """Begin to look into a tip, by the officer who holds it from now on."""
    tip = TIPS.act("start", tip_id, actor)
    item_hand_over(kind=work.TIP.code, subject=TIPS.subject(tip), holder=actor)
    return tip


@transaction.atomic
def tip_ask(*, actor: User, tip_id: int, text: str, language: str) -> Tip:
    """Ask the sender of a tip. Only a person with the receipt code can read the question. The work item is paused until
    they answer.
    """
    with TIPS.acting("ask", tip_id, actor) as tip:
        post_create(tip, actor, text_required(text, "text", _("Write your question.")), language)
    item_pause(kind=work.TIP.code, subject=TIPS.subject(tip), actor=actor)
    return tip


@transaction.atomic
def tip_close_as_duplicate(*, actor: User, tip_id: int, original: int, reasons: str) -> Tip:
    """Close a tip that says the same as another. Raises Invalid where there is no such other tip."""
    with TIPS.acting("duplicate", tip_id, actor, original=original) as tip:
        first = Tip.objects.filter(pk=original).exclude(pk=tip.pk).first()
        if first is None or first.state == TipState.DUPLICATE:
            message = _("Give the number of another tip, one that is not itself closed as saying the same.")
            raise InvalidInput(message, fields={"original": [message]})
        tip.original = first
        tip.reasons = text_required(reasons, "reasons")
    return tip


@transaction.atomic
def tip_refer(*, actor: User, tip_id: int, agency: str, reasons: str) -> Tip:
    """Close a tip that an agency looks into. The officer sends the tip to the agency by the usual way."""
    with TIPS.acting("refer", tip_id, actor) as tip:
        tip.agency = text_required(agency, "agency", _("Name the agency."))
        tip.reasons = text_required(reasons, "reasons")
    return tip


@transaction.atomic
def tip_reject(*, actor: User, tip_id: int, reasons: str) -> Tip:
    """Close a tip of which nothing was found to be so."""
    with TIPS.acting("reject", tip_id, actor) as tip:
        tip.reasons = text_required(reasons, "reasons")
    return tip


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
    with TIPS.acting("substantiate", tip_id, actor) as tip:
        try:
            tip.case = violation_allege(actor=actor, fact=fact, reason=acts, language=language, told=True)
        except InvalidInput as refusal:
            # The form of a tip has names of its own for two of the fields.
            names = {"date": "day", "reason": "acts"}
            fields = {names.get(name, name): said for name, said in refusal.fields.items()}
            raise InvalidInput(refusal.message, code=refusal.code, fields=fields) from refusal
        tip.shipper = Violation.objects.select_related("seller__shipper").get(pk=tip.case.violation_id).seller.shipper
        tip.reasons = text_required(reasons, "reasons")
    return tip
